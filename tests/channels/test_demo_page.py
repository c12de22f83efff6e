"""The page at /guichet/ as it comes from the server, before any script runs."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import tostring

import pytest

from bot.channels.demo_page import accepted
from bot.channels.demo_tables import doors, element, tables
from bot.channels.matrix_view import matrix_view
from bot.channels.web_words import WebWords
from bot.matrix.model import LANGUAGES, Catalogue, Language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr", "fr"),
        ("pt-BR,pt;q=0.9,fr;q=0.8", "pt"),
        ("en-GB,en;q=0.9,fr;q=0.5,pt;q=0.4", "fr"),
        ("pt;q=0.4, fr;q=0.8", "fr"),
        ("fr;q=0.5, pt;q=0.5", "fr"),
        ("", "pt"),
        ("de", "pt"),
        ("fr;q=high, pt;q=0.1", "pt"),
        ("fr;q=nan", "pt"),
        (",;,;;q=1,*", "pt"),
        ("fr;q=1," * 10_000, "fr"),
    ],
)
def test_the_language_is_the_one_that_the_browser_likes_most(header: str, language: Language) -> None:
    assert accepted(header) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_hold_every_option_topic_and_door_with_its_lines(catalogue: Catalogue, language: Language) -> None:
    labels = WebWords().all[language]
    for desk in matrix_view(catalogue).values():
        shown = tables(desk, language, lambda label, **values: labels[label].format(**values))
        rows = {row.get("data-row"): row for row in shown.iter("tr") if row.get("data-row")}
        for kind in ("option", "topic"):
            for entry in desk[f"{kind}s"] if kind == "topic" or desk["families"] else ():
                cells = ["".join(cell.itertext()) for cell in rows[f"{kind}:{entry['key']}"]]
                assert cells[0] == entry["name"][language]
                assert cells[-1].removesuffix(" *") == ", ".join(map(str, entry["lines"]))
        listed = ["".join(item.itertext()) for item in doors(desk, language)]
        assert listed == [door["name"] + door.get("where", door.get("address", "")) for door in desk["doors"][language]]


def test_whatever_a_desk_file_holds_stays_text() -> None:
    attack = '"><script>alert(1)</script>&amp;'
    shown = element("td", {"title": attack}, attack, element("b"), attack)
    found: list[tuple[str, str | None]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, dict(attrs).get("title")))

    Parser().feed(tostring(shown, encoding="unicode", method="html"))
    assert found == [("td", attack), ("b", None)]
