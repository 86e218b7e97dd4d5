"""Content management systems of local governments: one module per family, and how to tell which one made a page."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from crawler.families.daklak import DAKLAK
from crawler.families.dnn import DNN
from crawler.families.drupal import DRUPAL
from crawler.families.family import Family
from crawler.families.hatinh import HATINH
from crawler.families.liferay import LIFERAY
from crawler.families.mongcai import MONGCAI
from crawler.families.nukeviet import NUKEVIET
from crawler.families.pxny import PXNY
from crawler.families.quangninh import QUANGNINH
from crawler.families.tandan import TANDAN
from crawler.families.vccorp import VCCORP
from crawler.families.vhv import VHV
from crawler.families.vnportal import VNPORTAL
from crawler.families.wordpress import WORDPRESS
from crawler.pages.page import Page

__all__ = ["FAMILIES", "Family", "recognise"]

_ALL = (
    PXNY,
    MONGCAI,
    TANDAN,
    VNPORTAL,
    DAKLAK,
    LIFERAY,
    NUKEVIET,
    VHV,
    DNN,
    QUANGNINH,
    HATINH,
    VCCORP,
    WORDPRESS,
    DRUPAL,
)

FAMILIES: Mapping[str, Family] = MappingProxyType({family.name: family for family in _ALL})
"""Every family by name, in the order in which they are asked about a page."""


def recognise(page: Page) -> Family | None:
    """Return the family for which most evidence speaks, the first of `FAMILIES` among equals; None when nothing does."""
    best, most = None, 0
    for family in FAMILIES.values():
        evidence = len(family.evidence(page))
        if evidence > most:
            best, most = family, evidence
    return best
