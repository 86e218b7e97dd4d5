"""Reading markup: no Scrapy, no network, no store."""
