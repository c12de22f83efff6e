"""The addresses in an answer."""

from __future__ import annotations

import pytest

from bot.channels.links import Span, source_of, spans


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nada", [("text", "nada")]),
        (
            "veja https://a.example/b?c=d&e=f.",
            [("text", "veja "), ("url", "https://a.example/b?c=d&e=f"), ("text", ".")],
        ),
        ("(https://a.example)", [("text", "("), ("url", "https://a.example"), ("text", ")")]),
        ("a suporte@clear.sale, ou", [("text", "a "), ("mail", "suporte@clear.sale"), ("text", ", ou")]),
        ("suporte@clear.sale.", [("mail", "suporte@clear.sale"), ("text", ".")]),
        ("« https://a.example »", [("text", "« "), ("url", "https://a.example"), ("text", " »")]),
        ("a@b", [("text", "a@b")]),
        ("", []),
    ],
)
def test_links_and_mail_addresses_stand_alone(text: str, found: list[tuple[str, str]]) -> None:
    assert [*spans(text)] == [Span(*span) for span in found]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("paragraph", "label", "name"),
    [
        ("Fonte: ClearSale, “Central de ajuda”: https://b.example/c", "Fonte: ", "ClearSale, “Central de ajuda”"),
        ("Source : Sendcloud, « Contact » : https://b.example/c", "Source : ", "Sendcloud, « Contact »"),
    ],
)
def test_the_source_is_known_in_both_languages(paragraph: str, label: str, name: str) -> None:
    source = source_of(paragraph)
    assert source is not None
    assert (source.label, source.name, source.url) == (label, name, "https://b.example/c")


@pytest.mark.parametrize(
    "paragraph", ["Fonte: ClearSale", "https://b.example", "Um: dois\ntres: https://b.example", ""]
)
def test_any_other_paragraph_is_none(paragraph: str) -> None:
    assert source_of(paragraph) is None
