"""The support matrix as HTML tables: what the demo page shows beside the chat, and without scripts in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

from bot.locale_format import full_date
from bot.matrix.model import Language

Json = dict[str, Any]
Say = Callable[..., str]
Child = Element | str

_TICK = "M4 10l4 4 8-9"


def element(tag: str, attributes: dict[str, str] | None = None, *children: Child) -> Element:
    """An element with these children; strings become text, whatever they hold."""
    node = Element(tag, attributes or {})
    for child in children:
        if not isinstance(child, str):
            node.append(child)
        elif len(node):
            node[-1].tail = (node[-1].tail or "") + child
        else:
            node.text = (node.text or "") + child
    return node


def tables(desk: Json, language: Language, say: Say) -> Element:
    """All tables of a desk (as in `matrix_view`) and their source; `say(label, **values)` gives the words."""
    sections = (_plans(desk, language, say), _hours(desk, language, say), _topics(desk, language, say))
    note = source(desk, language, say, f" * {say('demo_assumed')}.")
    return element("div", {}, *(table for table in sections if table is not None), note)


def doors(desk: Json, language: Language) -> Element:
    """The ways that are open to every customer of the desk."""
    return element("ul", {}, *(_door(door) for door in desk["doors"][language]))


def _door(door: Json) -> Element:
    where = _mail(door["address"]) if "address" in door else door["where"]
    return element("li", {}, element("strong", {}, door["name"]), element("span", {}, where))


def _mail(address: str) -> Element:
    return element("a", {"href": f"mailto:{address}"}, address)


def _table(caption: str, heads: Iterable[Sequence[Element]], rows: Iterable[Element]) -> Element:
    whole = element(
        "table",
        {},
        element("caption", {}, caption),
        element("thead", {}, *(element("tr", {}, *cells) for cells in heads)),
        element("tbody", {}, *rows),
    )
    return element("div", {"class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption}, whole)


def _head(text: str, **attributes: str) -> Element:
    return element("th", {"scope": "col", **attributes}, text)


def _row(kind: str, entry: Json, language: Language, *cells: Element) -> Element:
    """A row that the page lights up when an answer is about it."""
    name = element("th", {"scope": "row"}, entry["name"][language])
    return element("tr", {"data-row": f"{kind}:{entry['key']}"}, name, *cells)


def _lines(evidence: Json) -> Element:
    text = ", ".join(map(str, evidence["lines"])) + (" *" if evidence["assumed"] else "")
    return element("td", {"class": "lines"}, text)


def _plans(desk: Json, language: Language, say: Say) -> Element | None:
    families = desk["families"]
    if not families:
        return None
    plans = [(plan, plan is family["plans"][0]) for family in families for plan in family["plans"]]
    groups = [
        element("td"),
        *(
            element(
                "th",
                {"scope": "colgroup", "colspan": str(len(family["plans"])), "class": "first"},
                family["name"][language],
            )
            for family in families
        ),
        element("td"),
    ]
    heads = [
        _head(say("demo_option")),
        *(_head(plan["name"], **_tick_class(first)) for plan, first in plans),
        _head(say("demo_lines")),
    ]

    def cells(option: Json) -> Iterable[Element]:
        for plan, first in plans:
            sign = _tick(say("demo_yes")) if plan["key"] in option["plans"] else _none(say("demo_no"))
            yield element("td", {**_tick_class(first), "data-plan": plan["key"]}, sign)

    rows = (_row("option", option, language, *cells(option), _lines(option)) for option in desk["options"])
    return _table(desk["name"], [groups, heads], rows)


def _tick_class(first: bool) -> dict[str, str]:
    return {"class": "tick first" if first else "tick"}


def _hours(desk: Json, language: Language, say: Say) -> Element | None:
    found = [(option, times) for option in desk["options"] for times in option["hours"]]
    if not found:
        return None
    labels = ("demo_option", "demo_markets", "demo_open", "demo_zone", "demo_lines")
    rows = (
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, option["name"][language]),
            element("td", {}, ", ".join(times["markets"][language])),
            element("td", {"class": "nowrap"}, times["open"].replace("-", " – ")),
            element("td", {}, times["zone"].replace("_", " ")),
            _lines(times),
        )
        for option, times in found
    )
    return _table(say("demo_hours"), [[_head(say(label)) for label in labels]], rows)


def _topics(desk: Json, language: Language, say: Say) -> Element | None:
    if not desk["topics"]:
        return None

    def days(topic: Json) -> str:
        found = topic["business_days"]
        unsure = " ?" if len(found) > 1 else ""
        told = " / ".join(map(str, found)) + unsure
        return say("demo_business_days", days=told) if found else say("demo_no_time")

    def door(topic: Json) -> Element:
        where = topic["mailbox"] or topic["through"][language]
        return element("td", {"class": "door"}, where, element("small", {}, ", ".join(topic["write"][language])))

    labels = ("demo_topic", "demo_door", "demo_days", "demo_lines")
    rows = (
        _row("topic", topic, language, door(topic), element("td", {}, days(topic)), _lines(topic))
        for topic in desk["topics"]
    )
    caption = say("demo_topic") if desk["families"] else desk["name"]
    return _table(caption, [[_head(say(label)) for label in labels]], rows)


def source(desk: Json, language: Language, say: Say, more: str = "") -> Element:
    """The article that all of it was read from, and `more`."""
    article = desk["article"]
    link = {"href": article["url"], "rel": "noopener noreferrer", "lang": article["language"]}
    read = say("demo_read_on", date=full_date(date.fromisoformat(article["read"]), language))
    return element(
        "p",
        {"class": "note"},
        f"{say('demo_source')} · {desk['name']}, ",
        element("a", link, article["title"]),
        f" · {read}.{more}",
    )


def _tick(label: str) -> Element:
    sign = {"viewBox": "0 0 20 20", "role": "img", "aria-label": label}
    return element("svg", sign, element("path", {"d": _TICK}))


def _none(label: str) -> Element:
    return element("span", {"class": "none", "role": "img", "aria-label": label}, "–")
