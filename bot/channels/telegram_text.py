"""How an answer looks in Telegram: a message of Rasa's becomes the parameters of one or more `sendMessage`.

Pure. Texts are Telegram's HTML; Telegram counts them in UTF-16 units, without the tags.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.labels import Labels
from bot.channels.links import source_of, spans
from bot.channels.mail import Mail, mail_of
from bot.channels.splitting import paragraphs, split

MOST_TEXT = 4_096
MOST_BUTTONS = 100  # below one message
LONGEST_DATA = 64  # bytes of what a button carries
_APART = "\n\n"
_PLAIN_LINKS = {"is_disabled": True}  # no preview of the article below each answer


def messages(message: Mapping[str, Any], labels: Labels, chosen: str | None = None) -> list[dict[str, Any]]:
    """What `sendMessage` takes beside the chat; none where there is nothing to say.

    `chosen` is the title of the button that was pressed: in Telegram, pressing leaves no trace of its own.
    """
    mail = mail_of(message)
    texts = _draft(mail, labels) if mail else _texts(str(message.get("text") or ""))
    buttons = [button for button in message.get("buttons") or () if _is_usable(button)]
    if buttons and not texts:
        texts = [html.escape(f"{labels.choose}:")]
    if chosen and texts:
        texts = _with_choice(chosen, texts)
    said: list[dict[str, Any]] = [_message(text) for text in texts]
    for start in range(0, len(buttons), MOST_BUTTONS):
        if start:
            said.append(_message(html.escape(f"{labels.choose}:")))
        said[-1]["reply_markup"] = _keyboard(buttons[start : start + MOST_BUTTONS])
    return said


def short_id(payload: str) -> str:
    """What stands for a payload on a button: the same each time, 22 characters."""
    digest = hashlib.sha256(payload.encode("utf-8", "surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def size(text: str) -> int:
    """In UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def inline(text: str) -> str:
    """Telegram's HTML of a plain text. Addresses stay as they are: Telegram links them itself."""
    return "".join(
        f'<a href="{html.escape(span.text)}">{html.escape(span.text)}</a>'
        if span.kind == "url"
        else html.escape(span.text, quote=False)
        for span in spans(text)
    )


def _texts(text: str) -> list[str]:
    texts: list[str] = []
    for piece in split(_APART.join(paragraphs(text)), MOST_TEXT, size):
        texts.append(_APART.join(_paragraph(paragraph) for paragraph in paragraphs(piece)))
    return texts


def _paragraph(paragraph: str) -> str:
    source = source_of(paragraph)
    if source is None:
        return inline(paragraph)
    label, name = (html.escape(text, quote=False) for text in (source.label, source.name))
    return f'{label}<a href="{html.escape(source.url)}">{name}</a>'


def _draft(mail: Mail, labels: Labels) -> list[str]:
    """Address and subject, each copied with a tap; the body, copied with its button. Telegram opens no `mailto:`."""
    rows = ((labels.mail_to, mail.to), (labels.mail_subject, mail.subject))
    if size("\n".join(f"{label} {value}" for label, value in rows)) > MOST_TEXT:
        head = [html.escape(piece) for piece in split(f"{mail.to}\n{mail.subject}", MOST_TEXT, size)]
    else:
        head = ["\n".join(f"<b>{html.escape(label)}</b> <code>{html.escape(value)}</code>" for label, value in rows)]
    bodies = [f"<pre>{html.escape(piece, quote=False)}</pre>" for piece in split(mail.body, MOST_TEXT, size)]
    whole = size("".join((*(f"{label} {value}\n" for label, value in rows), _APART, mail.body)))
    if len(head) == len(bodies) == 1 and whole <= MOST_TEXT:
        return [_APART.join((*head, *bodies))]
    return [*head, *bodies]


def _with_choice(chosen: str, texts: Sequence[str]) -> list[str]:
    """The choice stands above the answer, in a message of its own where the answer leaves no room."""
    choice = f"› <b>{html.escape(chosen[:200])}</b>"
    joined = f"{choice}\n{texts[0]}"
    # Tags count for nothing: that the whole fits is enough.
    return [joined, *texts[1:]] if size(joined) <= MOST_TEXT else [choice, *texts]


def _message(text: str) -> dict[str, Any]:
    return {"text": text, "parse_mode": "HTML", "link_preview_options": _PLAIN_LINKS}


def _is_usable(button: object) -> bool:
    if not isinstance(button, Mapping):
        return False
    title, payload = button.get("title"), button.get("payload")
    return isinstance(title, str) and bool(title.strip()) and isinstance(payload, str) and bool(payload)


def _keyboard(buttons: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """One button a row: a telephone is narrow, and Telegram cuts what does not fit."""
    rows = [[{"text": button["title"].strip(), "callback_data": short_id(button["payload"])}] for button in buttons]
    return {"inline_keyboard": rows}
