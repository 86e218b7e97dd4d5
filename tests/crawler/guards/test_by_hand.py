"""Scrapy's own commands fetch by the same rules as crawls."""

import subprocess
from pathlib import Path

from tests.conftest import LOA, clean_environment
from tests.crawler.guards.conftest import Crawls, offering


def test_the_shell_waits_for_the_hosts_turn_behind_its_robots_file(crawls: Crawls, tmp_path: Path) -> None:
    site = crawls.site(offering())
    result = subprocess.run(
        [
            str(LOA.with_name("scrapy")),
            "shell",
            "--nolog",
            "-c",
            "(response.status, response.css('h3 a::attr(href)').get())",
            site.url,
        ],
        cwd=Path(__file__).parents[3],
        env=clean_environment(
            LOA_DATA_DIR=str(tmp_path / "data"), LOA_CONTACT="mailto:test@example.org", LOA_CRAWL_DELAY_SECONDS="1"
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.stdout.strip() == "(200, '/tin-1001.html')", result.stderr
    assert site.paths == ["/robots.txt", "/"]
    assert site.visits[1].at - site.visits[0].at > 0.5
