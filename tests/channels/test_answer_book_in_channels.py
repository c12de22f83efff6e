"""Every answer of the book, and every fixed response: on the web, in Slack, in Telegram and in the shell."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import pytest
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.channels.console import _print_bot_output

from bot.answers.layout import arrange, mail_link
from bot.answers.model import Choice, Letter, Part
from bot.channels import slack_blocks, telegram_text
from bot.channels.labels import labels
from bot.channels.links import source_of
from bot.channels.splitting import paragraphs
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Language
from bot.words import load_responses, render, said, title
from tests.answers.book import INSTANTS, SATURDAY, pages
from tests.platforms import slack_rules, telegram_rules

RESPONSES = load_responses()
MARKUP = re.compile(r"</?\w+>|\*\*|\[[^\]]*\]\(|&\w+;|[{}]|utter_|\bNone\b")


class Answer(NamedTuple):
    """A message of Rasa's; `mail` is the draft that it carries: address, subject, body."""

    language: Language
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    mail: tuple[str, str, str] | None = None

    @property
    def message(self) -> dict[str, Any]:
        offered = [{"title": shown, "payload": payload} for shown, payload in self.buttons]
        plain = {"text": self.text, "buttons": offered, "language": self.language}
        if self.mail is None:
            return plain
        draft = dict(zip(("to", "subject", "body"), self.mail, strict=True))
        return {**plain, "custom": {"mail": {**draft, "mailto": mail_link(**draft), "language": self.language}}}


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
            yield Answer(language, render(replace(given, letter=None), language, RESPONSES), buttons)
            if given.letter is not None:
                yield _mail(given.letter, language)


def _mail(letter: Letter, language: Language) -> Answer:
    """The draft, which is a message of its own."""
    fields = "\n".join(said(field, language, RESPONSES) for field in letter.fields)
    body = replace(letter.body, values={**letter.body.values, "fields": fields})
    mail = {
        "to": letter.to,
        "subject": said(letter.subject, language, RESPONSES),
        "body": said(body, language, RESPONSES),
    }
    text = arrange([(said(Part("utter_mail", mail), language, RESPONSES), False)])
    return Answer(language, text, mail=(mail["to"], mail["subject"], mail["body"]))


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


def test_slack_takes_every_answer_and_shows_all_of_it() -> None:
    for answer in answers():
        sent = slack_blocks.messages(answer.message, labels(answer.language), "Lite")
        assert [slack_rules.refused(part) for part in sent] == [None] * len(sent), answer
        carried = [
            (one["text"]["text"], one["value"])
            for part in sent
            for block in part["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
            for one in element.get("options", [element])
        ]
        assert carried == [*answer.buttons], answer
        shown = squeezed(read_as_in_slack(sent))
        assert all(squeezed(words) in shown for words in expected(answer)), answer


def read_as_in_slack(sent: list[dict[str, Any]]) -> str:
    """What is seen of the blocks: links by their names, signs as they were."""
    texts = [
        holder["text"]
        for part in sent
        for block in part["blocks"]
        for holder in (block.get("text"), *(block.get("elements") or ()))
        if isinstance(holder, dict) and holder.get("type") == "mrkdwn"
    ]
    return slack_rules.shown("\n".join(texts))


def expected(answer: Answer) -> tuple[str, ...]:
    """What must be read: of a draft the address, the subject and the body; else the whole text."""
    return answer.mail or (without_address_of_source(answer.text),)


def test_telegram_takes_every_answer_and_shows_all_of_it() -> None:
    for answer in answers():
        sent = telegram_text.messages(answer.message, labels(answer.language), "Lite")
        assert [telegram_rules.refused(part) for part in sent] == [None] * len(sent), answer
        rows = [row for part in sent for row in (part.get("reply_markup") or {}).get("inline_keyboard", ())]
        ids = [(shown, telegram_text.short_id(payload)) for shown, payload in answer.buttons]
        assert [(button["text"], button["callback_data"]) for [button] in rows] == ids, answer
        shown = squeezed("".join(telegram_rules.shown(part["text"])[0] for part in sent))
        assert all(squeezed(words) in shown for words in expected(answer)), answer


def test_a_draft_can_be_copied_whole_in_both() -> None:
    drafts = [answer for answer in answers() if answer.mail]
    assert len(drafts) > 20
    for draft in drafts:
        assert draft.mail is not None
        body = draft.mail[2]
        blocks = [
            block for part in slack_blocks.messages(draft.message, labels(draft.language)) for block in part["blocks"]
        ]
        assert f"```\n{slack_blocks.escaped(body)}\n```" in [
            block["text"]["text"] for block in blocks if "text" in block
        ]
        assert any(block["text"]["text"].startswith("<mailto:") for block in blocks if "text" in block)
        [sent] = telegram_text.messages(draft.message, labels(draft.language))
        assert f"<pre>{html.escape(body, quote=False)}</pre>" in sent["text"]


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

    for answer, sent in zip(answers(), asyncio.run(every()), strict=True):
        first, *others = sent
        assert first["text"] == answer.text
        assert [other["custom"] for other in others] == ([answer.message["custom"]] if answer.mail else [])
        assert answer.mail or not MARKUP.search(answer.text), answer
        assert [(button["title"], button["payload"]) for button in first.get("buttons", ())] == [*answer.buttons]
        json.dumps(sent, ensure_ascii=False).encode()


def test_in_the_shell_every_answer_can_be_read_and_every_button_chosen(capsys: pytest.CaptureFixture[str]) -> None:
    for answer in answers():
        message = {key: value for key, value in answer.message.items() if value}
        _print_bot_output(message)
        printed = capsys.readouterr().out
        assert answer.text in printed
        for number, (shown, payload) in enumerate(answer.buttons, 1):
            assert f"{number}: {shown} ({payload})" in printed
        assert max(map(len, printed.splitlines())) < 700, answer
