"""Names: which elements of a tree carry which class or id, looked up once and asked often.

A layout asks a page a dozen times for elements by name. XPath goes through the whole tree every time; here a selector whose last
part names a class or an id looks only at the elements that carry it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cssselect.parser import Attrib, Class, CombinedSelector, Element, Hash, Selector
from lxml import etree
from lxml.html import HtmlElement

_VALUES = etree.XPath("descendant-or-self::*/@class | descendant-or-self::*/@id")

Matches = Callable[[HtmlElement], bool]


class Names:
    """The named elements under one root, in document order."""

    def __init__(self, root: HtmlElement) -> None:
        """Look them up."""
        self.root = root
        self._by_name: dict[str, list[HtmlElement]] = {}
        self._places: dict[HtmlElement, int] = {}
        found = _VALUES(root)
        # Attributes remember their elements: asking for them is thrice as fast as asking for the elements that have them.
        for value in found if isinstance(found, list) else ():
            element = value.getparent() if isinstance(value, etree._ElementUnicodeResult) else None  # noqa: SLF001 its only name
            if not isinstance(element, HtmlElement):
                continue
            self._places.setdefault(element, len(self._places))
            for name in dict.fromkeys(str(value).split()):
                carriers = self._by_name.setdefault(name, [])
                if not carriers or carriers[-1] is not element:
                    carriers.append(element)

    def holds(self, names: frozenset[str]) -> bool:
        """Whether all of the names occur somewhere."""
        return names <= self._by_name.keys()

    def find(self, plans: Sequence[Plan]) -> list[HtmlElement]:
        """Return the elements that any of the plans matches, in document order."""
        found = {element for plan in plans for element in self._by_name.get(plan.name, ()) if plan.matches(element)}
        return sorted(found, key=self._places.__getitem__)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A selector whose last part names a class or an id."""

    name: str
    """Which the element must carry."""
    matches: Matches
    """Whether an element that carries it matches the whole selector."""


def plan_of(selector: Selector) -> Plan | None:
    """Return how to find what a parsed selector matches by name; None for one that needs XPath."""
    if selector.pseudo_element is not None:
        return None
    name = _name_of(selector.parsed_tree)
    matches = _matcher(selector.parsed_tree)
    return None if name is None or matches is None else Plan(name=name, matches=matches)


def _name_of(node: object) -> str | None:
    """A class or id that an element must carry to match."""
    match node:
        case CombinedSelector():
            return _name_of(node.subselector)
        case Class():
            return str(node.class_name)
        case Hash():
            return str(node.id)
        case Attrib():
            return _name_of(node.selector)
    return None


def _matcher(node: object) -> Matches | None:
    match node:
        case Element() if not node.namespace:
            return _element(node.element)
        case Class():
            return _both(node.selector, _class(node.class_name))
        case Hash():
            return _both(node.selector, _id(node.id))
        case Attrib() if not node.namespace and node.operator in _OPERATORS:
            value = node.value.value if node.value is not None else None
            return _both(node.selector, _attribute(node.attrib.lower(), node.operator, value))
        case CombinedSelector() if node.combinator in {" ", ">"}:
            return _combined(node)
    return None


def _element(tag: str | None) -> Matches:
    if tag is None:
        return lambda element: isinstance(element.tag, str)
    lower = tag.lower()
    return lambda element: element.tag == lower


def _class(name: str) -> Matches:
    return lambda element: name in element.get("class", "").split()


def _id(name: str) -> Matches:
    return lambda element: element.get("id") == name


_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "exists": lambda value, wanted: True,  # noqa: ARG005 any value will do
    "=": lambda value, wanted: value == wanted,
    "~=": lambda value, wanted: bool(wanted) and wanted in value.split(),
    "^=": lambda value, wanted: bool(wanted) and value.startswith(wanted),
    "$=": lambda value, wanted: bool(wanted) and value.endswith(wanted),
    "*=": lambda value, wanted: bool(wanted) and wanted in value,
}


def _attribute(name: str, operator: str, wanted: str | None) -> Matches:
    compare = _OPERATORS[operator]

    def matches(element: HtmlElement) -> bool:
        value = element.get(name)
        return value is not None and compare(value, wanted or "")

    return matches


def _both(node: object, second: Matches) -> Matches | None:
    first = _matcher(node)
    if first is None:
        return None
    return lambda element: second(element) and first(element)


def _combined(node: CombinedSelector) -> Matches | None:
    above, below = _matcher(node.selector), _matcher(node.subselector)
    if above is None or below is None:
        return None
    if node.combinator == ">":

        def child(element: HtmlElement) -> bool:
            parent = element.getparent()
            return below(element) and parent is not None and above(parent)

        return child
    return lambda element: below(element) and any(above(ancestor) for ancestor in element.iterancestors())
