"""Every answer of the book, and every fixed response: on the web, in Slack, in Telegram and in the shell."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.channels.console import _print_bot_output

from bot.answers.model import Choice
from bot.channels import slack_blocks, telegram_text
from bot.channels.labels import labels
from bot.channels.links import source_of
from bot.channels.splitting import paragraphs
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Language
from bot.words import load_responses, render, title
from tests.answers.book import INSTANTS, SATURDAY, pages
from tests.platforms import slack_rules, telegram_rules

RESPONSES = load_responses()
MARKUP = re.compile(r"</?\w+>|\*\*|\[[^\]]*\]\(|&\w+;|[{}]|utter_|\bNone\b")


class Answer(NamedTuple):
    """A message of Rasa's."""

    language: Language
    text: str
    buttons: tuple[tuple[str, str], ...]

    @property
    def message(self) -> dict[str, Any]:
        offered = [{"title": shown, "payload": payload} for shown, payload in self.buttons]
        return {"text": self.text, "buttons": offered, "language": self.language}

    @property
    def draft(self) -> dict[str, Any]:
        """The same text as a mail."""
        mail = {
            "to": "suporte@clear.sale",
            "subject": "CNPJ & loja",
            "body": self.text,
            "mailto": "mailto:suporte@clear.sale",
        }
        return {**self.message, "custom": {"mail": mail}}


@cache
def answers() -> tuple[Answer, ...]:
    """Each once: those of the book at all instants, the whole book at one of them, and fixed responses."""
    return tuple(dict.fromkeys((*_from_the_book(), *_fixed())))


def _from_the_book() -> Iterator[Answer]:
    catalogue = load_catalogue()
    for now in INSTANTS.values():
        for page in pages(catalogue, now, short=now != SATURDAY):
            given, language = page.answer(catalogue), page.context.language
            buttons = tuple((title(choice, language, RESPONSES), _payload(choice)) for choice in given.choices)
            yield Answer(language, render(given, language, RESPONSES), buttons)


def _fixed() -> Iterator[Answer]:
    for variations in RESPONSES.values():
        for language in LANGUAGES:
            buttons = tuple((button["title"], button["payload"]) for button in variations[language].get("buttons", ()))
            if "{" not in variations[language]["text"]:
                yield Answer(language, variations[language]["text"], buttons)


def _payload(choice: Choice) -> str:
    return f"/{choice.intent}{json.dumps(choice.entities, ensure_ascii=False) if choice.entities else ''}"


def squeezed(text: str) -> str:
    """Without white space, which each channel sets in its own way."""
    return "".join(text.split())


def without_address_of_source(text: str) -> str:
    """A channel that has links shows the article's name alone."""
    sources = [source_of(paragraph) for paragraph in paragraphs(text)]
    shown = [
        f"{one.label}{one.name}" if one else paragraph for one, paragraph in zip(sources, paragraphs(text), strict=True)
    ]
    return "\n".join(shown)


def test_there_is_something_to_look_at() -> None:
    assert len(answers()) > 1_000
    assert {answer.language for answer in answers()} == set(LANGUAGES)
    assert max(len(answer.buttons) for answer in answers()) >= 6
    assert sum(bool(source_of(paragraphs(answer.text)[-1])) for answer in answers()) > 500


@pytest.mark.parametrize("form", ["message", "draft"])
def test_slack_takes_every_answer_and_shows_all_of_it(form: str) -> None:
    for answer in answers():
        said = slack_blocks.messages(getattr(answer, form), labels(answer.language), "Lite")
        assert [slack_rules.refused(part) for part in said] == [None] * len(said), answer
        carried = [
            (one["text"]["text"], one["value"])
            for part in said
            for block in part["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            for one in element.get("options", [element])
        ]
        assert carried == [*answer.buttons], answer
        shown = squeezed(read_as_in_slack(said))
        expected = answer.text if form == "draft" else without_address_of_source(answer.text)
        assert squeezed(expected) in shown, answer


def read_as_in_slack(said: list[dict[str, Any]]) -> str:
    """What is seen of the blocks: links by their names, signs as they were."""
    texts = [
        holder["text"]
        for part in said
        for block in part["blocks"]
        for holder in (block.get("text"), *(block.get("elements") or ()))
        if isinstance(holder, dict) and holder.get("type") == "mrkdwn"
    ]
    return slack_rules.shown("\n".join(texts))


@pytest.mark.parametrize("form", ["message", "draft"])
def test_telegram_takes_every_answer_and_shows_all_of_it(form: str) -> None:
    for answer in answers():
        said = telegram_text.messages(getattr(answer, form), labels(answer.language), "Lite")
        assert [telegram_rules.refused(part) for part in said] == [None] * len(said), answer
        rows = [row for part in said for row in (part.get("reply_markup") or {}).get("inline_keyboard", ())]
        ids = [(shown, telegram_text.short_id(payload)) for shown, payload in answer.buttons]
        assert [(button["text"], button["callback_data"]) for [button] in rows] == ids, answer
        shown = squeezed("".join(telegram_rules.shown(part["text"])[0] for part in said))
        expected = answer.text if form == "draft" else without_address_of_source(answer.text)
        assert squeezed(expected) in shown, answer


def test_the_source_is_a_link_in_both() -> None:
    for answer in answers():
        source = source_of(paragraphs(answer.text)[-1])
        if source:
            [*_, last] = slack_blocks.messages({"text": answer.text}, labels(answer.language))
            assert f"<{source.url}|{source.name}>" in last["text"]
            [*_, last] = telegram_text.messages({"text": answer.text}, labels(answer.language))
            assert telegram_rules.shown(last["text"])[1] == [source.url]


def test_on_the_web_every_answer_is_one_plain_message() -> None:
    """Rasa's own channels part a text at an empty line, and would lose its place before the buttons."""

    async def messages(answer: Answer) -> list[dict[str, Any]]:
        output = CollectingOutputChannel()
        await output.send_response("ana", answer.message)
        return output.messages

    async def every() -> list[list[dict[str, Any]]]:
        return [await messages(answer) for answer in answers()]

    for answer, said in zip(answers(), asyncio.run(every()), strict=True):
        [message] = said
        assert message["text"] == answer.text
        assert not MARKUP.search(answer.text), answer
        assert [(button["title"], button["payload"]) for button in message.get("buttons", ())] == [*answer.buttons]
        json.dumps(message, ensure_ascii=False).encode()


def test_in_the_shell_every_answer_can_be_read_and_every_button_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    for answer in answers():
        message = {key: value for key, value in answer.message.items() if value}
        _print_bot_output(message)
        printed = capsys.readouterr().out
        assert answer.text in printed
        for number, (shown, payload) in enumerate(answer.buttons, 1):
            assert f"{number}: {shown} ({payload})" in printed
        assert max(map(len, printed.splitlines())) < 700, answer
