"""The documents keep up with the code: every setting, command, field and word that a user can meet is explained."""

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest
from pydantic import BaseModel

from crawler.guards.refusals import REFUSALS
from crawler.report import KINDS
from news import errors, topics
from news.article import Article, Precision, Provenance
from news.related.relation import Reason
from news.settings import Settings, SourceSettings, tables
from scheduler.cli import app

ROOT = Path(__file__).parent.parent
DOCS = {path.name: path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]}


EXPLAINED_ELSEWHERE = {"sample_town", "source"}


@pytest.mark.parametrize("table", ["", *sorted(tables().keys() - EXPLAINED_ELSEWHERE)])
def test_every_setting_is_in_the_running_guide(table: str) -> None:
    model: type[BaseModel] = tables()[table] if table else Settings
    for name in model.model_fields.keys() - tables(model).keys():
        assert f"`{table}.{name}`".replace("`.", "`") in DOCS["running.md"], name


def test_the_sample_towns_and_a_sources_settings_are_explained() -> None:
    for name in tables()["sample_town"].model_fields:
        assert f"`{name}`" in DOCS["running.md"], name
    for name in SourceSettings.model_fields:
        assert re.search(rf"\b{name}\b", DOCS["adding-a-source.md"]), name


def test_every_command_is_in_the_readme() -> None:
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "")
        assert re.search(rf"\b{name}\b", DOCS["README.md"]), name
    for group in app.registered_groups:
        assert re.search(rf"\b{group.name}\b", DOCS["README.md"]), group.name


def test_every_field_of_an_article_is_explained() -> None:
    for field in fields(Article):
        if field.name not in {"source", "url", "family", "timezone"}:
            assert f"`{field.name}`" in DOCS["fields.md"], field.name
    for word in (*Precision, *Provenance):
        assert f"*{word}*" in DOCS["fields.md"], word


def test_every_topic_is_named_to_subscribers() -> None:
    for topic in topics.topics():
        assert f"`{topic.slug}`" in DOCS["subscribing.md"], topic.slug


def test_every_reason_of_a_link_is_explained() -> None:
    for reason in Reason:
        assert reason.value in DOCS["glossary.md"], reason


def test_every_kind_of_failure_is_in_the_table_of_failures() -> None:
    named = {cls.kind for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, errors.NewsError)}
    named |= {refusal.kind for refusal in REFUSALS}
    kinds = (named | set(KINDS.values()) | {"host", "robots", "unexpected"}) - {"error", "page", "settings"}
    for kind in kinds:
        assert f"`{kind}`" in DOCS["running.md"], kind


def test_documents_link_to_what_is_there() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto")):
                assert (path.parent / target).exists(), f"{path.name} links to {target}"
