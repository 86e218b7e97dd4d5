"""Our own cases, written from the text of RFC 9309; where it leaves a choice the one that forbids more is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.guards.rules import LONGEST_FILE, Rules

SITE = "https://town.example"


def allows(robots: str | bytes, path: str, agent: str = "Loa") -> bool:
    body = robots.encode() if isinstance(robots, str) else robots
    return Rules.parse(body, agent).allows(SITE + path)


FORBID_X = "User-agent: *\nDisallow: /x"


@pytest.mark.parametrize(
    "robots", ["", "\n\n", "# nothing", "Disallow: /x", "Sitemap: /x", "<html><body>404</body></html>", "\x00\xff"]
)
def test_a_file_that_forbids_nobody_allows_all(robots: str) -> None:
    assert allows(robots, "/x")


@pytest.mark.parametrize(
    "robots",
    [
        FORBID_X,
        "user-AGENT:*\ndisallow:/x",
        "  User-agent : *  \n  Disallow : /x  # comment",
        "\ufeffUser-agent: *\nDisallow: /x",
        "User-agent: *\rDisallow: /x\r",
        "User-agent: *\r\n\r\nDisallow: /x\r\n",
        "User-agent: Loa\nDisallow: /x",
        "User-agent: LOA/2.0 (news)\nDisallow: /x",
        "User-agent: a\nUser-agent: loa\nUser-agent: b\nDisallow: /x",
        "User-agent: *\nUser-agent: other\nDisallow: /x",
        "User-agent: * everyone\nDisallow: /x",
        "User-agent: other\nCrawl-delay: 3\nUser-agent: *\nDisallow: /x",
        "User-agent: *\nSitemap: https://town.example/map.xml\nDisallow: /x",
        "User-agent: *\n\n\nDisallow: /y\n\nDisallow: /x",
        "User-agent *\nDisallow /x",
        "User-agent: *\nDissallow: /x",
        "User-agent: *\nDisallow: x",
        "User-agent: *\nDisallow: /x\nAllow: x",
        "User-agent: loa\nDisallow: /y\nUser-agent: other\nAllow: /\nUser-agent: loa\nDisallow: /x",
    ],
)
def test_spellings_and_groups_that_forbid(robots: str) -> None:
    assert not allows(robots, "/x")
    assert not allows(robots, "/x/below?a=1")
    assert allows(robots, "/elsewhere")


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow:",
        "User-agent: other\nDisallow: /x",
        "User-agent: loa-images\nDisallow: /x",
        "User-agent: xloa\nDisallow: /x",
        "User-agent: *\nDisallow: /x\n\nUser-agent: Loa\nDisallow: /y",
        "User-agent: *\nDisallow: /x\n\nUser-agent: Loa\nAllow: /",
        "User-agent: *\nDisallow: /x\n\nUser-agent: Loa",
        "User-agent: *\nDisallow: /X",
        "User-agent: *\nDisallow: /x\nAllow: /x",
        "User-agent: *\nAllow: /x\nDisallow: /x",
        "User-agent: *\n$Disallow: /x",
    ],
)
def test_what_forbids_somebody_else_or_nothing(robots: str) -> None:
    assert allows(robots, "/x")


@pytest.mark.parametrize(
    ("rule", "path", "matches"),
    [
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/*.php", "/folder/a.php?b", True),
        ("/*.php", "/", False),
        ("/*.php$", "/a.php", True),
        ("/*.php$", "/a.php?b", False),
        ("/*.php$", "/a.php/b.php", True),
        ("/fish*.php", "/fishheads/catfish.php?id", True),
        ("/fish*.php", "/Fish.php", False),
        ("/a**b", "/a-b", True),
        ("/a*", "/a", True),
        ("/$", "/", True),
        ("/$", "/a", False),
        ("/ab$", "/ab", True),
        ("/ab$", "/abab", False),
        ("/*ab$", "/abab", True),
        ("/a*a$", "/a", False),
        ("/a$b", "/a$b", True),
        ("*/print", "/tin/print", True),
        ("/*?", "/a?b=1", True),
        ("/*?", "/a", False),
        ("/a?", "/a?", True),
        ("/tin-tức", "/tin-t%E1%BB%A9c/1", True),
        ("/tin-t%e1%bb%a9c", "/tin-tức/1", True),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", True),
        ("/foo/bar/baz", "/foo/bar/%62%61%7A", True),
        ("/a%2fb", "/a%2Fb", True),
        ("/a%2Fb", "/a/b", False),
        ("/a?u=https://b.c", "/a?u=https%3A%2F%2Fb.c", True),
        ("/a?u=https%3A%2F%2Fb.c", "/a?u=https://b.c", True),
        ("/a*/b", "/a?u=/b", True),
        ("/file-with-a-%2A.html", "/file-with-a-*.html", True),
        ("/file-with-a-%2A.html", "/file-with-a-x.html", False),
        ("/price-%24", "/price-$", True),
        ("/a b", "/a%20b", True),
    ],
)
def test_patterns(rule: str, path: str, matches: bool) -> None:
    assert allows(f"User-agent: *\nDisallow: {rule}", path) != matches
    assert allows(f"User-agent: *\nDisallow: /\nAllow: {rule}", path) == matches


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Allow: /p\nDisallow: /", "/page", True),
        ("Disallow: /\nAllow: /p", "/page", True),
        ("Allow: /folder\nDisallow: /folder/", "/folder/page", False),
        ("Allow: /page\nDisallow: /*.htm", "/page.htm", False),
        ("Allow: /page\nDisallow: /*.ph", "/page.php5", True),
        ("Allow: /$\nDisallow: /", "/", True),
        ("Allow: /$\nDisallow: /", "/page.htm", False),
        ("Allow: /index.html\nDisallow: /", "/", False),
        ("Disallow: /tức\nAllow: /t%E1%BB%A9c", "/tức", True),
    ],
)
def test_the_longest_pattern_decides(rules: str, path: str, allowed: bool) -> None:
    assert allows(f"User-agent: *\n{rules}", path) == allowed


def test_the_host_alone_is_its_root_and_robots_itself_is_always_allowed() -> None:
    rules = Rules.parse(b"User-agent: *\nDisallow: /", "Loa")
    assert not rules.allows("https://town.example")
    assert not rules.allows("https://town.example?a=1")
    assert rules.allows("https://town.example/robots.txt")
    assert not rules.allows("https://town.example/a/robots.txt")
    assert not rules.allows("https://town.example/#/robots.txt")


def test_a_file_in_utf_16_forbids_too() -> None:
    assert not allows(FORBID_X.encode("utf-16"), "/x")


def test_half_a_megabyte_is_read_and_no_rule_is_cut_in_its_middle() -> None:
    filler = b"#" + b"x" * 98 + b"\n"
    body = b"User-agent: *\n" + filler * 5119
    last = b"Disallow: /" + b"y" * (LONGEST_FILE - len(body) - 12) + b"\n"
    whole = body + last
    assert len(whole) == LONGEST_FILE
    assert not allows(whole + b"Disallow: /x\n", "/" + "y" * 300)
    assert allows(whole + b"Disallow: /x\n", "/x")
    assert allows(body + b"#" + b"x" * (len(last) - 14) + b"\nDisallow: /late", "/late")
    assert allows(body + b"#" + b"x" * (len(last) - 14) + b"\nDisallow: /late", "/l")


@pytest.mark.parametrize(
    ("robots", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 5", 5.0),
        ("User-agent: *\nCrawl-delay: 5\nUser-agent: Loa\nCrawl-delay: 1.5\nAllow: /", 1.5),
        ("User-agent: *\nCrawl-delay: 5\nDisallow: /a\nUser-agent: Loa\nCrawl-delay: 1.5", 1.5),
        ("User-agent: *\nCrawl-delay: 5\nDisallow: /a\nUser-agent: Loa\nDisallow: /b", None),
        ("User-agent: *\nCrawl-delay: -5", None),
        ("User-agent: *\nCrawl-delay: nan\nCrawl-delay: inf\nCrawl-delay: soon", None),
        ("User-agent: other\nCrawl-delay: 5", None),
    ],
)
def test_crawl_delay(robots: str, delay: float | None) -> None:
    assert Rules.parse(robots.encode(), "Loa").crawl_delay == delay


paths = st.text(alphabet="/ab.%2Fé*$?=", max_size=12).map(lambda text: "/" + text)


@given(st.binary(max_size=400), paths)
def test_any_bytes_are_read(body: bytes, path: str) -> None:
    assert Rules.parse(body, "Loa").allows(SITE + path) in {True, False}


@given(st.text(alphabet="/ab.-é?=", max_size=12).map(lambda text: "/" + text), st.text(alphabet="ab/", max_size=5))
def test_a_rule_without_wildcards_forbids_exactly_what_begins_with_it(rule: str, rest: str) -> None:
    robots = f"User-agent: *\nDisallow: {rule}"
    assert not allows(robots, rule + rest) or rule + rest == "/robots.txt"
    assert allows(robots, "/~" + rest) == (rule != "/")


@given(st.text(alphabet="ab*", max_size=10), st.text(alphabet="ab", max_size=14))
def test_wildcards_match_as_a_regular_expression_would(rule: str, path: str) -> None:
    import re

    expected = re.match("/" + rule.replace("*", ".*") + "$", "/" + path) is not None
    assert allows(f"User-agent: *\nDisallow: /{rule}$", "/" + path) != expected


def test_a_file_made_to_be_slow_is_not() -> None:
    from news import clock

    body = b"User-agent: *\n" + b"Disallow: /" + b"a*" * 120_000 + b"b\n" + b"Disallow: /*a*a*a*a*a*a*b$\n" * 9_000
    start = clock.monotonic()
    assert Rules.parse(body, "Loa").allows(SITE + "/" + "a" * 2000)
    assert clock.monotonic() - start < 5
