"""Names: which elements of a tree carry which class or id, looked up once and asked often.

A layout asks a page a dozen times for elements by name. XPath goes through the whole tree every time; here a selector of which
some part names a class or an id looks only at the elements that carry it, at what lies in them or at what follows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from cssselect.parser import Attrib, Class, CombinedSelector, Element, Function, Hash, Negation, Selector
from lxml import etree
from lxml.html import HtmlElement

_TEXT = etree.XPath("string()", smart_strings=False)
_VALUES = etree.XPath("descendant-or-self::*/@class | descendant-or-self::*/@id")

Matches = Callable[[HtmlElement], bool]


class Names:
    """The named elements under one root, in document order."""

    def __init__(self, root: HtmlElement) -> None:
        """Look them up."""
        self.root = root
        found = _VALUES(root)
        # Attributes remember their elements: asking for them is thrice as fast as asking for the elements that have them.
        self._values = found if isinstance(found, list) else []
        self._by_name: dict[str, list[int]] = {}
        """By name, the places among the values where it stands; most names are never asked for."""
        self._carriers: dict[str, list[HtmlElement]] = {}
        self._places: dict[HtmlElement, int] = {}
        by_name = self._by_name
        for place, value in enumerate(self._values):
            for name in str(value).split():
                places = by_name.get(name)
                if places is None:
                    by_name[name] = [place]
                else:
                    places.append(place)

    def holds(self, names: frozenset[str]) -> bool:
        """Whether all of the names occur somewhere."""
        return names <= self._by_name.keys()

    def find(self, plans: Sequence[Plan]) -> list[HtmlElement]:
        """Return the elements that any of the plans matches, in document order."""
        if len(plans) == 1 and plans[0].reach is not Reach.FOLLOWING:  # most often; candidates come once and in order then
            return [element for element in self._candidates(plans[0]) if plans[0].matches(element)]
        found = {element for plan in plans for element in self._candidates(plan) if plan.matches(element)}
        if found <= self._places.keys():
            return sorted(found, key=self._places.__getitem__)
        return _in_document_order(self.root, found)

    def _candidates(self, plan: Plan) -> Iterable[HtmlElement]:
        carriers = self._carrying(plan.name)
        if plan.reach is Reach.CARRIER:
            return carriers
        return _within(carriers, plan.tag) if plan.reach is Reach.WITHIN else _following(carriers)

    def _carrying(self, name: str) -> list[HtmlElement]:
        """The elements that carry a name, each once."""
        known = self._carriers.get(name)
        if known is None:
            known = self._carriers[name] = []
            for place in self._by_name.get(name, ()):
                value = self._values[place]
                element = value.getparent() if isinstance(value, etree._ElementUnicodeResult) else None  # noqa: SLF001 its only name
                if isinstance(element, HtmlElement) and (not known or known[-1] is not element):
                    known.append(element)
                    self._places.setdefault(element, place)
        return known


def _within(carriers: Sequence[HtmlElement], tag: str | None) -> Iterator[HtmlElement]:
    """What lies in the carriers, once."""
    among = set(carriers)
    for carrier in carriers:
        if not any(above in among for above in carrier.iterancestors()):
            yield from carrier.iterdescendants(tag or "*")


def _following(carriers: Sequence[HtmlElement]) -> Iterator[HtmlElement]:
    """What stands right behind each carrier."""
    for carrier in carriers:
        following = next(carrier.itersiblings("*"), None)
        if following is not None:
            yield following


_FEW = 30


def _in_document_order(root: HtmlElement, found: set[HtmlElement]) -> list[HtmlElement]:
    if len(found) > _FEW:
        return [element for element in root.iter("*") if element in found]
    return sorted(found, key=_path) if len(found) > 1 else list(found)


def _path(element: HtmlElement) -> list[int]:
    """Where an element stands: at which place in its parent, at which place that stands in its own, and so on, from the root."""
    path = []
    parent = element.getparent()
    while parent is not None:
        path.append(parent.index(element))
        element, parent = parent, parent.getparent()
    return path[::-1]


class Reach(Enum):
    """Where what a selector matches stands, seen from an element that carries a name."""

    CARRIER = "carrier"
    WITHIN = "within"
    FOLLOWING = "following"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A selector some part of which names a class or an id."""

    name: str
    """Which an element must carry."""
    reach: Reach
    """Where from there to look."""
    tag: str | None
    """Of what it matches; None: any."""
    matches: Matches
    """Whether an element there matches the whole selector."""


def plan_of(selector: Selector) -> Plan | None:
    """Return how to find what a parsed selector matches by name; None for one that needs XPath."""
    if selector.pseudo_element is not None:
        return None
    node = selector.parsed_tree
    found, matches = _reach(node), _matcher(node)
    if found is None or matches is None:
        return None
    name, reach = found
    return Plan(name=name, reach=reach, tag=_tag_of(node), matches=matches)


def _reach(node: object) -> tuple[str, Reach] | None:
    """A class or id without which nothing matches, and where what matches then stands."""
    name = _name_of(node)
    if name is not None:
        return name, Reach.CARRIER
    if isinstance(node, CombinedSelector):
        if node.combinator == "+":
            beside = _name_of(node.selector)
            return (beside, Reach.FOLLOWING) if beside is not None else None
        above: object = node
        while isinstance(above, CombinedSelector) and above.combinator in {" ", ">"}:
            above = above.selector
            name = _name_of(above)
            if name is not None:
                return name, Reach.WITHIN
    return None


def _name_of(node: object) -> str | None:
    """A class or id that an element must carry to match."""
    match node:
        case CombinedSelector():
            return _name_of(node.subselector)
        case Class():
            return str(node.class_name)
        case Hash():
            return str(node.id)
        case Attrib() | Function() | Negation():
            return _name_of(node.selector)
    return None


def _tag_of(node: object) -> str | None:
    """The tag that an element must have to match; None for any."""
    match node:
        case CombinedSelector():
            return _tag_of(node.subselector)
        case Element():
            return node.element.lower() if node.element else None
        case Class() | Hash() | Attrib() | Function() | Negation():
            return _tag_of(node.selector)
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
        case Function() if node.name == "contains" and node.argument_types() in (["STRING"], ["IDENT"]):
            return _both(node.selector, _containing(str(node.arguments[0].value)))
        case Negation():
            unwanted = _matcher(node.subselector)
            return _both(node.selector, _unlike(unwanted)) if unwanted is not None else None
        case CombinedSelector() if node.combinator in {" ", ">", "+"}:
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


def _containing(text: str) -> Matches:
    return lambda element: text in str(_TEXT(element))


def _unlike(unwanted: Matches) -> Matches:
    return lambda element: not unwanted(element)


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
    if node.combinator == "+":

        def beside(element: HtmlElement) -> bool:
            before = next(element.itersiblings("*", preceding=True), None)
            return below(element) and before is not None and above(before)

        return beside
    return lambda element: below(element) and any(above(ancestor) for ancestor in element.iterancestors())
