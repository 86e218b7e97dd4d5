"""Write the development cases anew.

    python -m bench.reading.making [FOLDER] [--seed N]

Without a folder the shipped cases are rewritten; another seed gives other texts for the same shapes, to see whether a change
holds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from bench.reading.making import portals, press, systems
from bench.reading.making.parts import Shape
from bench.reading.making.stories import story

_LANGUAGES = {
    "spiegelish": "de",
    "lemondeish": "fr",
    "vnexpressish": "vi",
    "tuoitreish": "vi",
    "dantriish": "vi",
    "newspaper_theme": "es",
    "drupal_bartik": "de",
    "typo3": "de",
    "joomla": "fr",
    "plone": "es",
    "nukeviet": "vi",
    "vn_portal": "vi",
    "liferay": "vi",
    "sharepoint": "vi",
    "japanese_city": "ja",
    "laravel": "vi",
    "commented": "de",
}
_PLAIN = ("liveticker", "teaser_only", "embedded_json", "blogspot", "squarespace", "wix", "div_soup", "elementor")
"""Shapes whose template prints paragraphs only."""


def shapes() -> tuple[Shape, ...]:
    """Every shape, in a fixed order: its number seeds its text."""
    return (*press.SHAPES, *systems.SHAPES, *portals.SHAPES)


def name_of(shape: Callable[..., object]) -> str:
    """The shape's name."""
    return getattr(shape, "__name__", "shape")


def write(folder: Path, seed: int) -> int:
    """Write one case a shape, and return how many."""
    for number, shape in enumerate(shapes()):
        name = name_of(shape)
        plain = name in _PLAIN
        told = story(
            _LANGUAGES.get(name, "en"),
            seed * 1000 + number,
            paragraphs=6 + (number * 5) % 9,
            figures=0 if plain else 1 + number % 2,
            headings=0 if plain else number % 3,
            lists=0 if plain else number % 2,
            quotes=0 if plain else (number // 2) % 2,
        )
        made = shape(told)
        case = folder / name.replace("_", "-")
        case.mkdir(parents=True, exist_ok=True)
        (case / "page.html").write_text(made.markup, encoding="utf-8")
        truth = {
            "url": made.url,
            "title": made.title,
            "text": made.text,
            "published": made.published,
            "authors": list(made.authors),
        }
        (case / "truth.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return len(shapes())


def main() -> None:
    """Read the command line and write."""
    options = argparse.ArgumentParser(prog="python -m bench.reading.making")
    options.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent.parent / "cases")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    print(f"{write(chosen.folder, chosen.seed)} cases in {chosen.folder}")


if __name__ == "__main__":
    main()
