"""`loa new`: the spider file of a new source."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from collections.abc import Sequence
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from crawler.families import FAMILIES
from crawler.pages.layout import Layout
from crawler.process import known_sources
from news.errors import SettingsError
from news.source import Source
from news.text import clean, fold

_LINE = 130
"""Characters of a line of code."""
_LONGEST = 100
_ID = re.compile(r"[a-z]{2}(-[a-z0-9]+)+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def new(options: argparse.Namespace) -> int:
    """Write a spider and say what to do next; return the exit code 0.

    Raise SettingsError for an id of another form or of a source that there is, an unknown family, language or time zone, a
    selector of no field, what is no address, and a file that is there already or cannot be written.
    """
    _refuse(options)
    country, _, place = options.source.partition("-")
    folder = options.folder / country / (_module(options.province) if options.province else "")
    file = folder / f"{place.replace('-', '_')}.py"
    if file.exists() and not options.force:
        raise SettingsError(f"{file} is there already; --force replaces it")
    if not file.exists() and options.source in {source.id for source in known_sources()}:
        raise SettingsError(
            f"there is a source {options.source!r} already; `loa sources --all` shows it, every source needs an id of its own"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for package in (folder, *folder.parents):
            if package == options.folder:
                break
            if not (package / "__init__.py").exists():
                name = package.name.replace("_", " ").title() if package != options.folder / country else country.upper()
                (package / "__init__.py").write_text(f'"""Sources: {name}."""\n', encoding="utf-8")
        file.write_text(spider_text(options), encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{error.filename or file}: {error.strerror}") from error
    print(f"{file} written. Next: loa record {options.source} ADDRESS-OF-AN-ARTICLE")  # noqa: T201 the command speaks to a person
    return 0


def _refuse(options: argparse.Namespace) -> None:
    """Raise SettingsError for what no spider can be written of."""
    if not _ID.fullmatch(options.source):
        raise SettingsError(f"{options.source!r} is no id of a source: <country>-<place>, such as vn-ha-long")
    if options.family not in {"generic", *FAMILIES}:
        raise SettingsError(f"no family {options.family!r}; there are: {', '.join(['generic', *sorted(FAMILIES)])}")
    if not _LANGUAGE.fullmatch(options.language):
        raise SettingsError(f"{options.language!r} is no tag of a language: vi, en or pt-BR is")
    if options.timezone not in available_timezones():
        raise SettingsError(f"no time zone {options.timezone!r}: Asia/Ho_Chi_Minh or Europe/Berlin is one")
    selectors_of(options.selector)
    for address in (options.homepage, *(options.listing or ())):
        if urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname:
            raise SettingsError(f"{address}: an absolute http or https address is needed")


def spider_text(options: argparse.Namespace) -> str:
    """Return the Python of a spider, laid out as `make format` would."""
    country, _, place = options.source.partition("-")
    listings = options.listing or [options.homepage]
    title = options.title or options.place or place.replace("-", " ").title()
    named = options.place or title
    place_parts = [f"name={_quoted(named)}", f"country={_quoted(country)}"]
    if options.province:
        place_parts.append(f"province={_quoted(options.province)}")
    chosen = [f"{_quoted(name)}: {_quoted(selector)}" for name, selector in selectors_of(options.selector).items()]
    rows = [
        "        id=name,",
        f"        title={_quoted(title)},",
        f"        homepage={_quoted(options.homepage)},",
        _row("listings=(", [_quoted(each) for each in listings], ")", alone=","),
        f"        family={_quoted(options.family)}," if options.family != Source.family else "",
        f"        language={_quoted(options.language)}," if options.language != Source.language else "",
        f"        timezone={_quoted(options.timezone)}," if options.timezone != Source.timezone else "",
        _row("place=Place(", place_parts, ")"),
        _row("hosts=(", [_quoted(each) for each in options.host], ")", alone=",") if options.host else "",
        _row("title_affixes=(", [_quoted(each) for each in options.affix], ")", alone=",") if options.affix else "",
        _row("selectors={", chosen, "}") if chosen else "",
        "        enabled=False,  # until `loa check` has passed",
    ]
    fields = "\n".join(row for row in rows if row)
    return f'''"""{_said(title)}."""

from __future__ import annotations

from crawler.spider import SourceSpider
from news.source import Place, Source


class {_class(place)}Spider(SourceSpider):
    """{_said(options.homepage)}"""

    name = {_quoted(options.source)}
    source = Source(
{fields}
    )
'''


def _row(opening: str, parts: Sequence[str], closing: str, *, alone: str = "") -> str:
    """One field: in a line where it fits, else a line for each part; `alone` stands behind the only part of a tuple."""
    row = f"        {opening}{', '.join(parts)}{alone if len(parts) == 1 else ''}{closing},"
    if len(row) <= _LINE:
        return row
    return "\n".join([f"        {opening}", *(f"            {part}," for part in parts), f"        {closing},"])


def selectors_of(given: Sequence[str] | None) -> dict[str, str]:
    """Return selectors by field, each given as `FIELD=SELECTOR`. Raise SettingsError for another form and an unknown field."""
    found = {}
    for each in given or ():
        name, equals, selector = each.partition("=")
        if not equals or not selector.strip() or name.strip() not in Layout.selector_fields():
            allowed = ", ".join(Layout.selector_fields())
            raise SettingsError(f"--selector {each!r}: FIELD=SELECTOR is needed, such as body=div.news; fields are {allowed}")
        found[name.strip()] = selector.strip()
    return found


def command_of(source: Source) -> str:
    """Return the command that writes the spider of a source that a probe found."""
    words = ["loa", "new", source.id, "--family", source.family, "--homepage", source.homepage]
    for address in source.listings:
        words += ["--listing", address]
    for name, selector in source.selectors.items():
        words += ["--selector", f"{name}={selector}"]
    if source.language != Source.language:
        words += ["--language", source.language]
    if source.timezone != Source.timezone:
        words += ["--timezone", source.timezone]
    # Joined by "=", since an affix may begin with a hyphen.
    words += [f"--host={each}" for each in source.hosts] + [f"--affix={each}" for each in source.title_affixes]
    return shlex.join([*words, "--title", source.title, "--place", "…", "--province", "…"])


def spider_of(source: Source) -> str:
    """Return the Python of a spider for a source that a probe found."""
    more = argparse.Namespace(
        source=source.id, homepage=source.homepage, family=source.family, listing=list(source.listings), title=source.title,
        place=None, province=None, language=source.language, timezone=source.timezone, host=source.hosts,
        affix=source.title_affixes, selector=[f"{name}={selector}" for name, selector in source.selectors.items()],
    )  # fmt: skip
    return spider_text(more)


def _module(text: str) -> str:
    return "_".join(re.findall(r"[a-z0-9]+", fold(text)))


def _class(place: str) -> str:
    name = "".join(word.title() for word in place.split("-"))
    return name if name[0].isalpha() else f"Place{name}"


def _quoted(text: str) -> str:
    """The text as a string of Python, whatever a site says: JSON's are, and the quotes are those of which it holds fewer."""
    if text.count('"') <= text.count("'"):
        return json.dumps(text, ensure_ascii=False)
    parts = (json.dumps(part, ensure_ascii=False)[1:-1].replace("'", "\\'") for part in text.split('"'))
    return "'" + '"'.join(parts) + "'"


def _said(text: str) -> str:
    """The text as it can stand in a docstring, whatever a site says."""
    return clean(text).replace("\\", "/").replace('"', "'")[:_LONGEST]
