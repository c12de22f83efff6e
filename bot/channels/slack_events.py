"""What Slack tells us: who says or presses what, in which conversation; or why it is left alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from bot.channels.signed_request import dig
from bot.channels.slack_blocks import ACTION

# Subtypes of what people write. All others are bots, edits, joins and other notices.
_OF_PEOPLE = (None, "file_share", "me_message", "thread_broadcast")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{1,31}")
_TIME = re.compile(r"\d{1,16}\.\d{1,10}")
_CONTROL = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+'-]+(?:::skin-tone-\d)?:(?!\w)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True)
class Place:
    """Where to answer. A thread is a conversation; so is a direct message outside of threads."""

    channel: str
    thread: str | None = None

    @property
    def conversation(self) -> str:
        return ":".join(("slack", self.channel, *([self.thread] if self.thread else [])))

    @classmethod
    def of(cls, conversation: str) -> Place:
        """Raises ValueError: for the id of another channel's conversation."""
        name, _, rest = conversation.partition(":")
        channel, _, thread = rest.partition(":")
        if name != "slack" or not _CHANNEL.fullmatch(channel):
            raise ValueError(f"{conversation!r} is no conversation in Slack")
        return cls(channel, thread or None)


@dataclass(frozen=True)
class Said:
    """Somebody writes; `text` is what they see, `is_unread` where there is only a file."""

    delivery: str
    place: Place
    text: str
    is_unread: bool = False


@dataclass(frozen=True)
class Pressed:
    """Somebody presses a button of ours, or picks from a list."""

    delivery: str
    place: Place
    payload: str
    title: str


@dataclass(frozen=True)
class Ignored:
    """Left alone on purpose."""

    why: str


Told = Said | Pressed | Ignored


def read_event(envelope: Mapping[str, Any]) -> Told:
    """What an `event_callback` of the Events API says."""
    event = envelope.get("event")
    kind = dig(event, "type")
    if not isinstance(event, dict) or kind not in ("message", "app_mention"):
        return Ignored("an event of another kind")
    if event.get("subtype") not in _OF_PEOPLE or event.get("hidden") or event.get("edited"):
        return Ignored("an edit, a join or another notice")
    if event.get("bot_id") or event.get("bot_profile") or not isinstance(event.get("user"), str):
        return Ignored("written by a program")
    bot, channel, time = _own_user(envelope), event.get("channel"), event.get("ts")
    if event["user"] in (bot, "USLACKBOT") or not _is(channel, _CHANNEL) or not _is(time, _TIME):
        return Ignored("not from anybody, or from nowhere")
    text = event["text"] if isinstance(event.get("text"), str) else ""
    is_direct = channel.startswith("D")
    if kind == "message" and not is_direct and not (bot and f"<@{bot}" in text):
        return Ignored("between people")
    thread = event["thread_ts"] if _is(event.get("thread_ts"), _TIME) else None
    place = Place(channel, thread or (None if is_direct else time))
    # A mention comes as a message as well, where both are subscribed to: the same time in the same channel.
    read = plain(text, bot)
    return Said(f"slack:{channel}:{time}", place, read, is_unread=not read and bool(event.get("files")))


def read_interaction(payload: Mapping[str, Any]) -> Told:
    """What a payload of interactivity says."""
    if payload.get("type") != "block_actions":
        return Ignored("an interaction of another kind")
    actions = payload.get("actions")
    action = actions[0] if isinstance(actions, list) and actions else None
    if not str(dig(action, "action_id") or "").startswith(f"{ACTION}:"):
        return Ignored("no button of ours")
    value, title = _chosen(action)
    channel = dig(payload, "container", "channel_id") or dig(payload, "channel", "id")
    time, when = dig(payload, "container", "message_ts") or dig(payload, "message", "ts"), dig(action, "action_ts")
    if not value or not _is(channel, _CHANNEL) or not _is(time, _TIME) or not _is(when, _TIME):
        return Ignored("nothing was chosen, or nowhere")
    thread = dig(payload, "container", "thread_ts") or dig(payload, "message", "thread_ts")
    in_thread = thread if _is(thread, _TIME) else None if channel.startswith("D") else time
    pressed_by = dig(payload, "user", "id")
    return Pressed(f"slack:{channel}:{time}:{when}:{pressed_by}", Place(channel, in_thread), value, title)


def plain(text: str, bot: str | None) -> str:
    """The text as its writer sees it: without Slack's markup of links and mentions, emoji and escaped signs."""
    text = _CONTROL.sub(lambda match: _shown(match[1], match[2], bot), text)
    text = _EMOJI.sub(" ", text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text.strip()


def _shown(target: str, label: str | None, bot: str | None) -> str:
    """What stands in angle brackets: a mention, a channel, a call for everybody, a link."""
    if target[:1] in ("@", "#", "!"):
        sign = target[0] if target[0] != "!" else ""
        return "" if target == f"@{bot}" or not label else f"{sign}{label.removeprefix(sign)}" if sign else label
    if target.startswith("mailto:"):
        return target.removeprefix("mailto:").partition("?")[0]
    return label or target


def _chosen(action: Any) -> tuple[str, str]:
    """Payload and title of a button, or of the option that was picked."""
    option = dig(action, "selected_option")
    value, title = dig(option or action, "value"), dig(option or action, "text", "text")
    return (value if isinstance(value, str) else ""), (title if isinstance(title, str) else "")


def _own_user(envelope: Mapping[str, Any]) -> str | None:
    """The user that our bot is."""
    authorizations = envelope.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else None
    user = dig(first, "user_id")
    return user if isinstance(user, str) else None


def _is(value: object, form: re.Pattern[str]) -> TypeGuard[str]:
    return isinstance(value, str) and form.fullmatch(value) is not None
