"""How an answer looks in Slack: a message of Rasa's becomes the `text` and `blocks` of one or more of Slack's.

Pure. The limits are those of Slack's Block Kit; what goes over them is split and never cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from bot.channels.labels import Labels
from bot.channels.links import source_of, spans
from bot.channels.mail import Mail, mail_of
from bot.channels.splitting import paragraphs, split

Block = dict[str, Any]
Item = TypeVar("Item")

ACTION = "guichet"
"""What the `action_id` of our buttons and selects begins with."""

MOST_BLOCKS = 50  # in a message
MOST_TEXT = 12_000  # characters of a message; Slack refuses its blocks from some 13,000 on
SECTION_TEXT = 3_000
BUTTON_TITLE = 75
BUTTON_VALUE = 2_000
OPTION_VALUE = 150
MOST_OPTIONS = 100
ROW = 5  # buttons side by side
MOST_BUTTONS = 10  # a longer list is a select
_LINK = 2_500  # characters of a mailto: link, with room for its words

_BARE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_INERT = "\u200b"  # stands between a sign of Slack's markup and what it would mark
_MARKUP = re.compile(r"(?<![^\W_])([*_~`])(?=\S)")
_QUOTE = re.compile(r"^(&gt;)", re.MULTILINE)


def messages(message: Mapping[str, Any], labels: Labels, chosen: str | None = None) -> list[dict[str, Any]]:
    """`{"text", "blocks"}` of each message; none where there is nothing to say.

    `text` is what notifications and screen readers get. `chosen` is the title of the button that was pressed:
    in Slack, pressing leaves no trace of its own.
    """
    mail = mail_of(message)
    blocks = list(_draft(mail, labels)) if mail else list(_paragraphs(str(message.get("text") or "")))
    buttons = [button for button in message.get("buttons") or () if _is_usable(button)]
    if chosen and (blocks or buttons):
        blocks.insert(0, _context(f"› *{inline(chosen)}*"))
    if buttons and not blocks:
        blocks.append(_section(f"{inline(labels.choose)}:"))
    blocks += _select(buttons, labels) if _suits_select(buttons) else _rows(buttons)
    return [{"text": _fallback(part), "blocks": part} for part in _packed(blocks)]


def escaped(text: str) -> str:
    """The text with nothing in it that Slack takes for a mention, a link or an entity."""
    return text.translate(_BARE)


def inline(text: str) -> str:
    """Slack's mrkdwn of a plain text: links and mail addresses can be clicked, and nothing else is marked up."""
    return "".join(_marked_up(span.kind, span.text) for span in spans(text))


def _marked_up(kind: str, text: str) -> str:
    if kind == "url":
        return f"<{escaped(text)}>"
    if kind == "mail":
        return f"<mailto:{escaped(text)}|{escaped(text)}>"
    return _QUOTE.sub(rf"{_INERT}\1", _MARKUP.sub(rf"\1{_INERT}", escaped(text)))


def _paragraphs(text: str) -> Iterator[Block]:
    for paragraph in paragraphs(text):
        source = source_of(paragraph)
        if source and len(paragraph) < SECTION_TEXT // 2:
            name = inline(source.name).replace("|", "/")
            yield _context(f"{inline(source.label)}<{escaped(source.url)}|{name}>")
        else:
            for piece in split(paragraph, SECTION_TEXT, lambda part: len(inline(part))):
                yield _section(inline(piece))


def _draft(mail: Mail, labels: Labels) -> Iterator[Block]:
    """Address and subject; the body as code, which Slack lets one copy as it is; a link for the mail program."""
    head = f"*{inline(labels.mail_to)}* {inline(mail.to)}\n*{inline(labels.mail_subject)}* {inline(mail.subject)}"
    for piece in [head] if len(head) <= SECTION_TEXT else split(inline(mail.subject), SECTION_TEXT):
        yield _section(piece)
    body = mail.body.replace("```", "'''")
    for piece in split(body, SECTION_TEXT - 8, lambda part: len(escaped(part))):
        yield _section(f"```\n{escaped(piece)}\n```")
    link = escaped(mail.link.replace("|", "%7C").replace(" ", "%20"))
    if 0 < len(link) <= _LINK:
        yield _section(f"<{link}|{escaped(labels.mail_open)}>")


def _section(mrkdwn: str) -> Block:
    # `verbatim`: Slack looks for no names, channels or links of its own in the text.
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}}


def _context(mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}


def _is_usable(button: object) -> bool:
    if not isinstance(button, Mapping):
        return False
    title, payload = button.get("title"), button.get("payload")
    return (
        isinstance(title, str) and bool(title.strip()) and isinstance(payload, str) and 0 < len(payload) <= BUTTON_VALUE
    )


def _suits_select(buttons: Sequence[Mapping[str, str]]) -> bool:
    return len(buttons) > MOST_BUTTONS and all(len(button["payload"]) <= OPTION_VALUE for button in buttons)


def _rows(buttons: Sequence[Mapping[str, str]]) -> list[Block]:
    rows = []
    for row in _chunks(buttons, ROW):
        elements = [
            {
                "type": "button",
                "action_id": f"{ACTION}:{number}",
                "text": _plain(button["title"]),
                "value": button["payload"],
            }
            for number, button in enumerate(row)
        ]
        rows.append({"type": "actions", "elements": elements})
    return rows


def _select(buttons: Sequence[Mapping[str, str]], labels: Labels) -> list[Block]:
    selects = []
    for chunk in _chunks(buttons, MOST_OPTIONS):
        options = [{"text": _plain(button["title"]), "value": button["payload"]} for button in chunk]
        element = {
            "type": "static_select",
            "action_id": f"{ACTION}:select",
            "placeholder": _plain(labels.choose),
            "options": options,
        }
        selects.append({"type": "actions", "elements": [element]})
    return selects


def _plain(text: str) -> Block:
    text = text.strip()
    shown = text if len(text) <= BUTTON_TITLE else f"{text[: BUTTON_TITLE - 1]}…"
    return {"type": "plain_text", "text": shown, "emoji": False}


def _packed(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks in messages that Slack takes."""
    part: list[Block] = []
    size = 0
    for block in blocks:
        weight = len(_words(block)) + 50
        if part and (len(part) == MOST_BLOCKS or size + weight > MOST_TEXT):
            yield part
            part, size = [], 0
        part.append(block)
        size += weight
    if part:
        yield part


def _fallback(blocks: Sequence[Block]) -> str:
    """The text alone, as mrkdwn; of a message of nothing but buttons, their titles."""
    texts = [_words(block) for block in blocks if block["type"] != "actions"]
    return "\n".join(texts or map(_words, blocks))[:MOST_TEXT]


def _words(block: Block) -> str:
    if block["type"] == "section":
        return str(block["text"]["text"])
    if block["type"] == "context":
        return str(block["elements"][0]["text"])
    elements = [option for element in block["elements"] for option in element.get("options", [element])]
    return ", ".join(escaped(element["text"]["text"]) for element in elements)


def _chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
