"""How answers look in Slack, under all of its limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.labels import labels
from bot.channels.slack_blocks import escaped, inline, messages
from tests.platforms.slack_rules import refused

PT, FR = labels("pt"), labels("fr")
MAIL = {
    "to": "suporte@clear.sale",
    "subject": "CNPJ & loja",
    "body": "Olá,\n\na loja <X>.",
    "mailto": "mailto:suporte@clear.sale?subject=a&body=b%20c",
}


def render(message: dict[str, Any], chosen: str | None = None) -> list[dict[str, Any]]:
    said = messages(message, PT, chosen)
    assert [refused(part) for part in said] == [None] * len(said), said
    return said


def buttons(count: int, payload: str = "/inform_plan") -> list[dict[str, str]]:
    return [{"title": f"Plano {number}", "payload": f"{payload}{number}"} for number in range(count)]


def kinds(said: list[dict[str, Any]]) -> list[str]:
    return [block["type"] for part in said for block in part["blocks"]]


def test_each_paragraph_is_a_section() -> None:
    [said] = render({"text": "Um.\n• a\n• b\n \nDois."})
    assert [block["text"]["text"] for block in said["blocks"]] == ["Um.\n• a\n• b", "Dois."]
    assert all(block["text"]["verbatim"] for block in said["blocks"])
    assert said["text"] == "Um.\n• a\n• b\nDois."


def test_the_source_is_a_link_in_small_print() -> None:
    [said] = render({"text": "Sim.\n \nFonte: ClearSale, “Central”: https://b.example/a?b=1&c=2"})
    assert said["blocks"][-1]["type"] == "context"
    assert said["blocks"][-1]["elements"][0]["text"] == "Fonte: <https://b.example/a?b=1&amp;c=2|ClearSale, “Central”>"


@pytest.mark.parametrize(
    ("text", "mrkdwn"),
    [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("escreva para a@b.example", "escreva para <mailto:a@b.example|a@b.example>"),
        ("veja https://b.example/?a=1&b=2.", "veja <https://b.example/?a=1&amp;b=2>."),
        ("uma *loja* _boa_ ~ `x`", "uma *\u200bloja* _\u200bboa_ ~ `\u200bx`"),
        ("margens_e_filhos 2*3", "margens_e_filhos 2*3"),
        ("> citação", "\u200b&gt; citação"),
    ],
)
def test_only_addresses_are_marked_up(text: str, mrkdwn: str) -> None:
    assert inline(text) == mrkdwn


@pytest.mark.parametrize(("count", "rows"), [(1, [1]), (5, [5]), (6, [5, 1]), (10, [5, 5])])
def test_five_buttons_stand_side_by_side(count: int, rows: list[int]) -> None:
    [said] = render({"text": "Qual?", "buttons": buttons(count)})
    assert [len(block["elements"]) for block in said["blocks"][1:]] == rows
    values = [element["value"] for block in said["blocks"][1:] for element in block["elements"]]
    assert values == [button["payload"] for button in buttons(count)]


@pytest.mark.parametrize(("count", "selects"), [(11, [11]), (100, [100]), (101, [100, 1])])
def test_a_long_list_is_a_select(count: int, selects: list[int]) -> None:
    [said] = render({"text": "Qual?", "buttons": buttons(count)})
    elements = [element for block in said["blocks"][1:] for element in block["elements"]]
    assert [len(element["options"]) for element in elements] == selects
    assert elements[0]["placeholder"]["text"] == PT.choose


def test_a_long_list_with_long_payloads_stays_buttons() -> None:
    said = render({"text": "Qual?", "buttons": buttons(12, "/x" * 100)})
    assert kinds(said) == ["section", "actions", "actions", "actions"]


def test_a_long_title_is_shortened_and_a_payload_never() -> None:
    [said] = render({"text": "Qual?", "buttons": [{"title": "a" * 100, "payload": "/" + "b" * 1_999}]})
    [button] = said["blocks"][1]["elements"]
    assert button["text"]["text"] == "a" * 74 + "…"
    assert len(button["value"]) == 2_000


@pytest.mark.parametrize(
    "button", [{}, {"title": " ", "payload": "/x"}, {"title": "x", "payload": "/" + "b" * 2_000}, "x"]
)
def test_what_can_be_no_button_is_left_out(button: Any) -> None:
    assert kinds(render({"text": "Qual?", "buttons": [button]})) == ["section"]


def test_buttons_without_a_text_get_one() -> None:
    [said] = render({"buttons": buttons(1)})
    assert said["text"] == f"{PT.choose}:"


def test_the_button_that_was_pressed_stands_above_the_answer() -> None:
    [said] = render({"text": "Sim."}, chosen="Lite & <b>")
    assert said["blocks"][0]["elements"][0]["text"] == "› *Lite &amp; &lt;b&gt;*"


@pytest.mark.parametrize("message", [{}, {"text": ""}, {"text": " \n "}, {"custom": {"x": 1}}])
def test_nothing_to_say_is_no_message(message: dict[str, Any]) -> None:
    assert render(message, chosen="Lite") == []


def test_a_draft_can_be_copied_and_opened() -> None:
    [said] = render({"text": "the same", "custom": {"mail": MAIL}, "buttons": buttons(1)})
    head, body, link, _ = said["blocks"]
    assert head["text"]["text"] == "*Para:* <mailto:suporte@clear.sale|suporte@clear.sale>\n*Assunto:* CNPJ &amp; loja"
    assert body["text"]["text"] == "```\nOlá,\n\na loja &lt;X&gt;.\n```"
    assert link["text"]["text"] == f"<mailto:suporte@clear.sale?subject=a&amp;body=b%20c|{PT.mail_open}>"
    assert "the same" not in str(said)


def test_a_draft_speaks_the_merchants_language() -> None:
    [said] = messages({"custom": {"mail": MAIL}}, FR)
    assert said["blocks"][0]["text"]["text"].startswith("*À :* ")
    assert "*Objet :*" in said["text"]


@pytest.mark.parametrize(
    "mail", [{**MAIL, "mailto": "https://evil.example"}, {**MAIL, "mailto": "mailto:" + "a" * 3_000}]
)
def test_a_link_that_does_not_fit_is_left_out(mail: dict[str, str]) -> None:
    assert kinds(render({"custom": {"mail": mail}})) == ["section", "section"]


def test_a_body_with_code_in_it_does_not_end_the_code() -> None:
    [said] = render({"custom": {"mail": {**MAIL, "body": "a ``` b"}}})
    assert said["blocks"][1]["text"]["text"].count("```") == 2


@pytest.mark.parametrize(
    "text", ["palavra " * 2_000, "a" * 9_000, "&" * 5_000, "um.\n \n" * 200, "a@b.example " * 800], ids=len
)
def test_long_texts_are_split_and_nothing_is_lost(text: str) -> None:
    said = render({"text": text, "buttons": buttons(3)})
    shown = "".join(block["text"]["text"] for part in said for block in part["blocks"] if block["type"] == "section")
    assert "".join(shown.split()) == "".join(inline(text).split())


def test_a_long_draft_is_split() -> None:
    said = render({"custom": {"mail": {**MAIL, "subject": "s" * 4_000, "body": "linha & outra\n" * 1_500}}})
    assert len(said) > 1


@given(st.text(max_size=500), st.text(min_size=1, max_size=100), st.integers(0, 15))
def test_slack_takes_whatever_there_is_to_say(text: str, title: str, count: int) -> None:
    offered = [{"title": title, "payload": f"/x{number}"} for number in range(count)]
    mail = {"to": "a@b.example", "subject": text, "body": text, "mailto": ""}
    for message in ({"text": text, "buttons": offered}, {"custom": {"mail": mail}, "buttons": offered}):
        for part in messages(message, FR, title):
            assert refused(part) is None, part


def test_escaping_is_slacks() -> None:
    assert escaped("a & b <c>") == "a &amp; b &lt;c&gt;"
