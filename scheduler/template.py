"""The configuration that `loa init` writes."""

TEMPLATE = """\
# Loa's configuration. Every key is optional unless it says otherwise; what is commented out shows the default.
# An environment variable overrides each: LOA_CONTACT, LOA_SERVE_PORT, LOA_CRAWL_DELAY_SECONDS, ...
# Folders are meant from the folder of this file.

# Where the towns can reach you; it stands in the user agent of every request.
contact = ""                       # "mailto:you@example.org" or "https://example.org/about"

# data_dir = "data"                # the store: every article ever read
# database = "postgresql://loa:secret@localhost/loa"   # default: an SQLite file in data_dir
# public_dir = "public"            # the feeds: any web server can serve this folder
# public_url = "https://news.example.org/"   # its address from outside; default: the built-in web server's

# Sources that Loa knows and you want crawled: ids or patterns, as `loa sources --all` shows them. Nobody has seen them work yet:
# each waits until `loa check` has passed once.
# enable = ["vn-uong-bi", "vn/quang-ninh/*"]

# [serve]
# host = "127.0.0.1"               # the built-in web server
# port = 8080
# requests_per_minute = 600        # of one client; 0: any number
# searches_per_minute = 30         # of one client, for feeds of searches by address; 0: there are none
# trusted_proxies = ["127.0.0.1", "::1"]   # your own proxies, believed about whom they ask for (X-Forwarded-For)

# [crawl]
# interval_minutes = 30            # between two crawls of one source on average; more often when it usually has news
# min_interval_minutes = 5         # the shortest time between two crawls of one source
# max_interval_minutes = 240       # the longest, in hours without news and while it fails
# delay_seconds = 2.0              # between two requests to one host
# timeout_seconds = 30             # for one request
# run_minutes = 20                 # a crawl of one source that takes longer is ended
# at_once = 100                    # sources crawled side by side
# memory_megabytes = 1500          # a crawling process that takes more is ended
# max_page_bytes = 5000000         # larger pages are refused
# max_listing_pages = 5            # pages of a listing that are followed while they offer unknown articles
# max_pages = 200                  # articles asked for in one crawl of one source
# recheck_days = 3                 # how long a new article is looked at again for edits
# recheck_pages = 20               # how many of them in one crawl
# withdraw_after_minutes = 1440    # an article that is gone counts as withdrawn when it is still gone after this
# max_requests = 5000              # requests of every kind in one crawl of one source
# max_alike = 1000                 # addresses of one shape in one crawl: a calendar has no end
# requests_per_day = 0             # to all hosts together, spread over the day; 0: any number
# host_requests_per_day = 0        # the same for each host
# allow_private_hosts = []         # hosts without a public address: "10.1.2.3", "intranet.example:8080", "192.168.0.0/16"
# [crawl.extra_ca_file]            # where a site's certificate does not verify: whom to trust for that host alone
# "www.myward.example" = "authority.pem"

# [archive]
# pages_days = 365                 # how long pages are kept as they were fetched, to be read again; 0: not at all
# articles_days = 3650             # when the content of old articles is given up; without it: never

# [backup]
# folder = "/mnt/other-disk/loa"   # where the service writes backups; without it none are made
# every_hours = 24
# keep = 7                         # backups; the oldest goes when a new one is whole
# pages = true                     # with the pages as they were fetched

# [feeds]
# title = "Loa"
# entries = 50                     # newest articles in each feed
# related = 5                      # related articles named with each
# First part of every entry's id: a domain you own and a date on which you owned it (RFC 4151).
# Choose it before you first publish: when it changes, every reader sees every entry as new, so Loa refuses to change it.
# tag_authority = "loa.localhost,2026"
# outage_notices = true            # one entry in the feed of a source that could not be read for longer than its rhythm explains
# archives = true                  # all that feeds ever had lies there too (RFC 5005), for who subscribes late
# precompressed = false            # true: each file lies there compressed too, for a web server that sends it as it lies
# hub = "https://hub.example/"     # a WebSub hub that is told of every change; without it subscribers ask by themselves

# [alerts]                         # you are told of each change once; `loa alerts test` tries it
# webhook = "https://hooks.example.org/…"   # each message is posted there as JSON; Slack, Mattermost and Discord show it too
# webhook_secret = ""              # signs each message (Standard Webhooks); or webhook_secret_file
# webhook_secret_file = "/etc/loa/webhook-secret"
# mail_to = ["you@example.org"]
# mail_from = "loa@example.org"
# smtp_host = "127.0.0.1"          # the mail server that takes messages
# smtp_port = 587                  # default: 587 for "starttls", 465 for "tls", 25 for "none"
# smtp_tls = "starttls"            # "tls", "starttls" or "none"; default: "none" to this machine, else "starttls"
# smtp_user = ""                   # empty: the mail server wants no password
# smtp_password = ""               # or LOA_ALERTS_SMTP_PASSWORD in the environment, or smtp_password_file
# smtp_password_file = "/etc/loa/smtp-password"
# states = ["broken", "quiet", "fresh", "service"]   # what is told at once: sources that become so, and faults of the service
# digest = "07:00"                 # a summary of all sources each day at this time; default: none
# timezone = "Asia/Ho_Chi_Minh"    # by whose clocks
# disk_free_megabytes = 1000       # with less free space the disk counts as nearly full

# [log]
# format = "text"                  # key=value; or "json", an object a line
# level = "info"                   # "debug": every visit; "warning": only what went wrong

# [pages]
# images = "link"                  # pictures from their towns; "proxy": through this server; "none"
# images_megabytes = 500           # how large the cache of pictures may become
# related = 8                      # related articles under an article

# [operator]                       # the status page at /operator/, /metrics, /healthz and /readyz
# token = "sixteen or more letters"  # opens them; without it this machine alone sees them, and nobody where public_url is set
# token_file = "operator.token"    # in place of token: a file whose first line is the token
# public = false                   # whether one may log in from other machines; "Authorization: Bearer" works from anywhere
# metrics = "token"                # who may read /metrics: those who may see the status page; "open": everybody

# A search that has feeds of its own, search/<name>/feed.atom and its like. Repeat the table for each.
# [[search]]
# name = "nuoc-sach"               # required: stands in the address
# query = "nước sạch"              # required: as `loa search` reads it
# title = "Nước sạch"              # of its feeds; default: the query
# sources = ["vn-my-ward"]         # ids; default: all
# places = ["vn/quang-ninh"]       # ids, codes or names, with all that lies in them; default: all

# A source: one local government's news site. Repeat the table for each.
# [[source]]
# id = "vn-my-ward"                # required: country and place, never changes
# title = "Phường của tôi"         # required
# homepage = "https://myward.example/"              # required
# listings = ["https://myward.example/tin-tuc"]     # required: pages that list articles, newest first
# family = "generic"               # or the CMS that runs the site; `loa sources` shows which are in use
# language = "vi"
# timezone = "Asia/Ho_Chi_Minh"
# hosts = []                       # further hosts on which its articles stand
# title_affixes = []               # what the site adds around its titles
# interval_minutes = 30
# keep_days = 3650                 # over archive.articles_days
# former_hosts = []                # where the same site stood before it moved
# new_system = 2026-03-01          # when it changed its CMS, and with it the address of every article
# valid_from = 2025-07-01          # days on which the site is this body's: from this one ...
# valid_to = 2030-01-01            # ... until the day before this one
# verified = 2026-11-23            # when it was last seen to work
# enabled = true
# [source.place]                   # a name and more, or only the country and the code, or only the id: "vn/quang-ninh"
# name = "Phường của tôi"
# country = "vn"
# code = "00000"
# province = "Quảng Ninh"
# point = "20.9511 107.0748"       # degrees north and east, for maps; beside an id or a code too
# [source.selectors]               # CSS selectors over those of the family
# title = "h1.article-title"
# body = "div.article-body"
"""
