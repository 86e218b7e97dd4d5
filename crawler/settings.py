"""Scrapy's settings: politeness and safety as defaults that nobody has to remember. A door: it loads Loa's own settings."""

from __future__ import annotations

from pathlib import Path

from crawler.guards.compression import ACCEPTED
from crawler.guards.tls import Trust
from news.configuration import find_file, load_settings
from news.reach import AllowedHosts

LOA_FILE = find_file()
LOA = load_settings(LOA_FILE)
# Scrapy would go on without a handler that cannot be made: what cannot be used is told here.
AllowedHosts.parse(LOA.crawl.allow_private_hosts)
Trust(LOA.crawl.extra_ca_file)

BOT_NAME = "loa"
TWISTED_REACTOR_ENABLED = False
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
SOURCE_FOLDERS = [str(Path(__file__).parent / "sources")]
SPIDER_LOADER_CLASS = "crawler.loader.SourceSpiderLoader"
USER_AGENT = LOA.user_agent

# One host, one request at a time, in queues that guards.slots tells apart; the pauses are guards.ledger's, for all crawls alike.
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Scrapy starts this many tasks for every answer, whatever it yields; its own 100 take a seventh of a crawl's time. With one, what
# a page points to would wait until its article is kept, and of two addresses of one article another would come first.
CONCURRENT_ITEMS = 2
# Bytes of a source's answers that wait to be read and kept; nothing is asked for while there are more. With Scrapy's 5 MB, 200
# sources could fill a gigabyte.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1_000_000
# Scrapy would read the source of every callback for a mistake that mypy finds.
WARN_ON_GENERATOR_RETURN_VALUE = False
DOWNLOAD_DELAY = 0
ROBOTSTXT_USER_AGENT = "Loa"

DOWNLOAD_TIMEOUT = LOA.crawl.timeout_seconds
REDIRECT_MAX_TIMES = 5
CLOSESPIDER_TIMEOUT = LOA.crawl.run_minutes * 60
COOKIES_ENABLED = False
METAREFRESH_ENABLED = False
HTTPPROXY_ENABLED = False
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("data", "file", "ftp", "s3")),
    **dict.fromkeys(("http", "https"), "crawler.guards.handler.GuardedHandler"),
}
RETRY_TIMES = 1
# Scrapy's own list names Twisted's errors besides, which never come and would cost a fifth of a second to load.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.CannotResolveHostError",
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    "crawler.guards.refusals.CutShortError",
    OSError,
]
# No Accept-Language: Scrapy's own asks for English, and a town speaks its language to who asks for none.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": ACCEPTED,
}

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "crawler.guards.hosts.HostsMiddleware": 40,
    "crawler.guards.traps.TrapMiddleware": 50,
    "crawler.guards.slots.SlotsMiddleware": 60,
    "crawler.guards.robots.RobotsMiddleware": 100,
    "crawler.guards.redirects.CountedRedirectMiddleware": 600,
    "crawler.guards.conditional.ConditionalMiddleware": 610,
}
# Which article was asked for in a run the spider knows by its key; a fingerprint of each address tells nothing more.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# What these count nobody reads: runs are counted by crawler.report, addresses bounded by guards.traps, and nothing logs in.
DOWNLOADER_STATS = False
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
DOWNLOADER_MIDDLEWARES["scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware"] = None
# Each of these goes over whatever a spider yields. No Referer is sent: most articles are asked for without one anyway.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {"crawler.pipelines.KeepPipeline": 100}
# Of Scrapy's own only that which ends a run after CLOSESPIDER_TIMEOUT; the others count, export and listen for nobody.
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {"scrapy.extensions.closespider.CloseSpider": 0, "crawler.report.RunReport": 100}

LOG_LEVEL = "WARNING"
LOG_INSTALL_ROOT_HANDLER = False
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
