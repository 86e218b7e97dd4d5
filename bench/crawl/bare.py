"""The reference: a Scrapy spider that asks for the same pages with the same settings and yields nothing."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response


class BareSpider(Spider):
    """Asks for the addresses in a file."""

    name = "bare"
    addresses: list[str]

    async def start(self) -> AsyncIterator[Request]:
        """Ask for all of them."""
        for address in self.addresses:
            yield Request(address, self.parse)

    def parse(self, response: Response) -> None:
        """Do nothing with an answer."""
        del response


def main() -> None:
    """Crawl the addresses in the file named on the command line."""
    addresses = Path(sys.argv[1]).read_text(encoding="utf-8").split()
    process = CrawlerProcess(
        {
            "CONCURRENT_REQUESTS": 32,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "COOKIES_ENABLED": False,
            "USER_AGENT": "bench",
        }
    )
    process.crawl(BareSpider, addresses=addresses)
    process.start()


if __name__ == "__main__":
    main()
