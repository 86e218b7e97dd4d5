"""What feeds cost, each beside a peer in the same run.

    python -m bench.feeds [render|rebuild|serve ...]

The exit code says whether every floor was held.
"""

from __future__ import annotations

import argparse
import sys

from bench.feeds.rebuilding import rebuild
from bench.feeds.rendering import render
from bench.feeds.serving import serve

_WHAT = {"render": render, "rebuild": rebuild, "serve": serve}


def main() -> None:
    """Measure what was asked for; without a word: everything."""
    parser = argparse.ArgumentParser(prog="python -m bench.feeds", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="|".join(_WHAT), help="default: all")
    asked = parser.parse_args().what or list(_WHAT)
    if unknown := set(asked) - set(_WHAT):
        parser.error(f"not measured here: {', '.join(sorted(unknown))}")
    held = [_WHAT[each]() for each in asked]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    main()
