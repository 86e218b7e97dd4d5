"""A real browser, the sizes of screen that pages are tried on, and what keeps people out of a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = {"desktop": {"width": 1200, "height": 900}, "phone": {"width": 360, "height": 740}}


@pytest.fixture(scope="module")  # not longer: while it lasts an event loop runs, beside which no other test could run its own
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # The sandbox of a browser that root starts has to be off; all it is shown is ours.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate("run => axe.run(document, {runOnly: run})", STANDARDS)
    assert found["passes"], "the checker saw nothing"
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]
