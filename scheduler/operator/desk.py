"""Desk: the operator's pages: who is let in, which page an address is, and what a form does.

All pages lie side by side in one folder, so that every address within them is one step and a cookie set by any is that of all.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import parse_qsl, quote
from zoneinfo import ZoneInfo

from feeds.site.assets import asset as site_asset
from feeds.web.answer import Answer, text_answer
from feeds.web.request import Request
from news import clock
from news.errors import RawPageError, StoreError
from news.rhythm import ENOUGH
from scheduler.operator import answers
from scheduler.operator.access import COOKIE, SESSION, Access, Standing, Visit, is_local
from scheduler.operator.deeds import LABELS, SAID, deeds_of, do, do_job
from scheduler.operator.facts import SourceFacts
from scheduler.operator.overview import LONGEST, Question, chosen, hosts_of, sum_of
from scheduler.operator.plot import days_plot, week_plot
from scheduler.operator.rawpage import ShownPage, shown_page
from scheduler.operator.reasons import why_next
from scheduler.operator.template import Frame, name_of, render, style
from scheduler.operator.watch import Watch

FOLDER = "/operator/"
_LONGEST = 4096
_FIELDS = 20
# An address within the folder: whoever is sent there after logging in is sent nowhere else.
_WITHIN = re.compile(r"[a-z-]*(?:\?[A-Za-z0-9_.~=&%+-]{0,300})?")

Fields = Mapping[str, str]
Render = Callable[[], bytes | Answer | None]
"""Makes a page, or a whole answer, in a thread of its own; None: there is no such thing."""
Show = Callable[[Fields, Frame], Awaitable[Render | None]]
"""Gathers what a page needs; None: there is no such thing."""


class Desk:
    """Answers every request below `/operator`."""

    def __init__(self, watch: Watch, access: Access, *, secure: bool) -> None:
        """`secure`: the public address is https, so that a cookie set there is never sent without it."""
        self._watch = watch
        self._access = access
        self._secure = secure
        self._zone = ZoneInfo(watch.settings.alerts.timezone)
        self._pages: Mapping[str, Show] = {
            "": self._sources,
            "source": self._source,
            "page": self._page,
            "page-shown": self._page_shown,
            "page-text": self._page_text,
            "hosts": self._hosts,
            "machine": self._machine,
        }
        self._forms: Mapping[str, Callable[[Request, Fields, Frame], Awaitable[Answer]]] = {
            "log-out": self._log_out,
            "act": self._act,
            "job": self._job,
        }

    async def __call__(self, request: Request) -> Answer:
        """Answer; only who may look learns that there is anything."""
        visit = self._access.visit(request)
        if visit.standing is not Standing.MAY_LOG_IN and (refusal := answers.refused(visit.standing)) is not None:
            return refusal
        if len(request.query) > _LONGEST:
            return text_answer(414, "Query too long")
        if request.method not in {"GET", "HEAD", "POST"}:
            return text_answer(405, "Method not allowed", {"Allow": "GET, HEAD, POST"})
        if not request.path.startswith(FOLDER):
            return answers.redirect("operator/", status=308)
        step, slash, name = request.path.removeprefix(FOLDER).partition("/")
        if slash:  # as people would type it
            return answers.redirect(f"../{step}?id={quote(name, safe='')}") if step == "source" else text_answer(404, "Not found")
        return await self._within(request, step, visit)

    async def _within(self, request: Request, step: str, visit: Visit) -> Answer:
        if step == "style.css":
            return answers.asset(style(), "text/css; charset=utf-8")
        if step == "icon.svg":
            return answers.asset(site_asset("favicon.svg"), "image/svg+xml")
        frame = Frame(now=clock.now(), zone=self._zone, form_key=visit.form_key, session=visit.session is not None)
        if step == "log-in":
            return await self._log_in(request, frame)
        if visit.standing is Standing.MAY_LOG_IN:
            wanted = f"{step}?{request.query}" if request.query else step
            return answers.redirect(f"log-in?to={quote(wanted, safe='')}" if wanted and _WITHIN.fullmatch(wanted) else "log-in")
        cookie = self._cookie(request, visit.session) if visit.session is not None else None
        if request.method != "POST":
            return await self._show(step, request, frame, cookie)
        if step not in self._forms:
            return self._message(404, "There is no such page", "Nothing was done.", frame)
        fields = _fields(request.body.decode("utf-8", "replace"))
        if not self._access.is_ours(request, visit, fields.get("key", "")):
            text = "The form did not come from a page of this server, or the page was older than your log-in. Nothing was done."
            return self._message(403, "Not done", text, frame)
        try:
            return await self._forms[step](request, fields, frame)
        except StoreError as error:
            return self._message(503, "Not done: the store refused", str(error), frame)

    async def _show(self, step: str, request: Request, frame: Frame, cookie: str | None) -> Answer:
        show = self._pages.get(step)
        try:
            fields = _fields(request.query)
            told = replace(frame, at=step or "./", notice=SAID.get(fields.get("said", ""), ""))
            make = await show(fields, told) if show is not None else None
            made = await asyncio.to_thread(make) if make is not None else None
        except StoreError as error:
            return self._message(503, "The store cannot be read", str(error), frame)
        except RawPageError as error:
            return self._message(404, "The page is not there any more", str(error), frame)
        if made is not None:
            return made if isinstance(made, Answer) else answers.page(200, made, cookie=cookie)
        return self._message(404, "There is no such page", "Nothing is known under this address.", frame)

    async def _sources(self, fields: Fields, frame: Frame) -> Render:
        """All sources."""
        watch, question = self._watch, Question.of(fields)
        facts, ledger, footprint = await watch.facts(), await watch.ledger(), await watch.footprint()
        return partial(
            render,
            "sources",
            frame,
            heading="Sources",
            facts=facts,
            counts=facts.conditions,
            rows=chosen(facts, question),
            question=question,
            sum=sum_of(facts),
            today=ledger.today,
            footprint=footprint,
            used=sum(room.bytes for room in footprint.rooms),
            machine=await watch.machine(),
            vitals=watch.vitals,
        )

    async def _source(self, fields: Fields, frame: Frame) -> Render | None:
        """One source."""
        known = await self._known(fields.get("id", ""))
        if known is None:
            return None
        found = await self._watch.detail(known.source)
        listings = set(known.source.listings)
        resting = [row["host"] for row in found.hosts if row["resting_until"]]
        why = why_next(known, self._watch.settings, runs=found.runs, rhythm=found.rhythm, resting=resting, now=frame.now)
        return partial(
            render,
            "source",
            frame,
            heading=name_of(known.source),
            known=known,
            detail=found,
            why=why,
            blamed=next((each.page for each in found.troubles if each.url in listings), None) if known.reason else None,
            week=week_plot(found.rhythm) if found.rhythm and found.rhythm.articles >= ENOUGH else None,
            enough=ENOUGH,
            deeds=[(deed, LABELS[deed]) for deed in deeds_of(known)],
            days=days_plot(found.days),
        )

    async def _page(self, fields: Fields, frame: Frame) -> Render:
        """A raw page with what is known of it, as text and in a frame of its own."""

        def make() -> bytes | None:
            page = self._raw(fields)
            return None if page is None else render("page", frame, heading="A page as it came", page=page)

        return make

    async def _page_shown(self, fields: Fields, frame: Frame) -> Render:  # noqa: ARG002 a page like others
        """A raw page as a document."""

        def make() -> Answer | None:
            page = self._raw(fields)
            return None if page is None else answers.foreign(page.body, page.media_type)

        return make

    async def _page_text(self, fields: Fields, frame: Frame) -> Render:  # noqa: ARG002 a page like others
        """The whole text of a raw page."""

        def make() -> Answer | None:
            page = self._raw(fields)
            return None if page is None else answers.foreign(page.body, "text/plain; charset=utf-8")

        return make

    def _raw(self, fields: Fields) -> ShownPage | None:
        return shown_page(self._watch.store, self._watch.settings, fields.get("id", ""))

    async def _hosts(self, fields: Fields, frame: Frame) -> Render:
        """Every host and how it is treated."""
        facts, ledger, words = await self._watch.facts(), await self._watch.ledger(), fields.get("q", "")[:LONGEST].strip()
        rows = hosts_of(ledger, facts, words)
        return partial(render, "hosts", frame, heading="Hosts", ledger=ledger, rows=rows, words=words, at=facts.at)

    async def _machine(self, fields: Fields, frame: Frame) -> Render:  # noqa: ARG002 a page like others
        """What the service is doing."""
        watch = self._watch
        return partial(
            render,
            "machine",
            frame,
            heading="Machine",
            machine=await watch.machine(),
            footprint=await watch.footprint(),
            totals=await watch.totals(),
            vitals=watch.vitals,
            settings=watch.settings,
        )

    async def _known(self, source_id: str) -> SourceFacts | None:
        facts = await self._watch.facts()
        return next((each for each in facts.sources if each.source.id == source_id), None)

    async def _log_in(self, request: Request, frame: Frame) -> Answer:
        given = _fields(request.query if request.method != "POST" else request.body.decode("utf-8", "replace"))
        to = given.get("to", "")
        to = to if _WITHIN.fullmatch(to) else ""
        if request.method != "POST":
            return self._door(200, "", to, frame)
        if not self._access.is_same_origin(request):
            return self._door(403, "The form did not come from a page of this server.", to, frame)
        match self._access.compare(request, given.get("token", "")):
            case Standing.ALLOWED:
                return answers.redirect(to or "./", cookie=self._cookie(request, self._access.log_in()))
            case Standing.TOO_MANY:
                return self._door(429, "Too many wrong tokens. Try again in a minute.", to, frame)
            case _:
                return self._door(403, "That is not the token.", to, frame)

    async def _log_out(self, request: Request, fields: Fields, frame: Frame) -> Answer:  # noqa: ARG002 a form like others
        self._access.log_out(request)
        return answers.redirect("log-in", cookie=self._cookie(request, ""))

    async def _act(self, request: Request, fields: Fields, frame: Frame) -> Answer:  # noqa: ARG002 a form like others
        """Do something with a source."""
        known = await self._known(fields.get("source", ""))
        deed = next((each for each in deeds_of(known) if each.value == fields.get("act")), None) if known else None
        if known is None or deed is None:
            text = "There is no such source, or this cannot be done with it as it is now. Nothing was done."
            return self._message(409, "Not done", text, frame)
        said = await self._done(partial(do, self._watch.store, known.source.id, deed))
        return answers.redirect(f"source?id={quote(known.source.id, safe='')}&said={said}")

    async def _job(self, request: Request, fields: Fields, frame: Frame) -> Answer:  # noqa: ARG002 a form like others
        """Have a job of housekeeping done."""
        machine = await self._watch.machine()
        name = next((job.name for job in machine.jobs if job.name == fields.get("job")), None)
        if name is None:
            return self._message(409, "Not done", "There is no such job with this configuration. Nothing was done.", frame)
        return answers.redirect(f"machine?said={await self._done(partial(do_job, self._watch.store, name))}")

    async def _done(self, deed: Callable[..., str]) -> str:
        attended = self._watch.vitals.scheduled or (await self._watch.machine()).service is not None
        said = await asyncio.to_thread(deed, attended=attended, now=clock.now())
        self._watch.changed()
        return said

    def _door(self, status: int, problem: str, to: str, frame: Frame) -> Answer:
        outside = replace(frame, form_key="", session=False)
        return answers.page(status, render("log-in", outside, heading="Log in", problem=problem, to=to))

    def _message(self, status: int, heading: str, text: str, frame: Frame) -> Answer:
        return answers.page(status, render("message", frame, heading=heading, text=text))

    def _cookie(self, request: Request, session: str) -> str:
        """A Set-Cookie header; an empty session takes the cookie away."""
        age = int(SESSION.total_seconds()) if session else 0
        guarded = "; Secure" if self._secure and not is_local(request) else ""
        return f"{COOKIE}={session}; Max-Age={age}; HttpOnly; SameSite=Strict{guarded}"


def _fields(text: str) -> Fields:
    """The fields of a form or a query, the first of each name; none where there are too many of them."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        return {}
    return dict(reversed(pairs))
