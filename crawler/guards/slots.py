"""One queue a host and port, so that politeness is kept for every server and a slow one never delays another."""

from __future__ import annotations

from scrapy import Request

from news.host import host_of


class SlotsMiddleware:
    """Give each request the download slot of its host and port; Scrapy's own slots ignore the port."""

    def process_request(self, request: Request) -> None:
        """Set the slot unless somebody chose one."""
        request.meta.setdefault("download_slot", host_of(request.url))
