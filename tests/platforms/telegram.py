"""Telegram, on this machine: its Bot API, and its updates, sent again until they are taken."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import requests

from tests.platforms.http import Answer, Call, Server
from tests.platforms.telegram_rules import refused, refused_commands, refused_webhook, shown

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz012345"  # noqa: S105
SECRET = "a_secret-of-the-webhook"  # noqa: S105
BOT, USERNAME = 123456789, "guichet_bot"
ANA, BRUNO, GROUP = 1001, 1002, -100500
PATIENCE = 30.0  # seconds
TRIES = 3

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Sent(NamedTuple):
    """A message that Telegram has taken."""

    id: int
    chat: int
    html: str
    call: dict[str, Any]

    @property
    def shown(self) -> str:
        """What is read, without markup."""
        return shown(self.html)[0]

    @property
    def rows(self) -> list[list[dict[str, str]]]:
        found: list[list[dict[str, str]]] = (self.call.get("reply_markup") or {}).get("inline_keyboard") or []
        return found

    @property
    def buttons(self) -> dict[str, str]:
        """Titles with what they carry."""
        return {button["text"]: button["callback_data"] for row in self.rows for button in row}


class TelegramStandIn:
    """`sent` is what Telegram has taken, `errors` what it has refused, `calls` the methods that were called."""

    def __init__(self) -> None:
        self.chats = [ANA, BRUNO, GROUP]
        self.sent: list[Sent] = []
        self.errors: list[str] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.answered: list[dict[str, Any]] = []  # callbacks
        self.webhook_set: dict[str, Any] = {}
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.blocked_by: set[int] = set()
        self.moved: dict[int, int] = {}  # groups that have become large ones
        self.too_fast = 0  # calls that are told to wait
        self.broken = 0  # calls that get 502 from what stands before the API
        self.webhook = ""
        self._numbers = itertools.count(1)
        self._pressed: set[str] = set()
        self._server = Server(self._answer)

    def __enter__(self) -> TelegramStandIn:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    @property
    def api(self) -> str:
        return self._server.url

    def clear(self) -> None:
        for kept in (self.sent, self.errors, self.calls, self.answered, self.blocked_by, self.moved):
            kept.clear()  # type: ignore[attr-defined]

    # ── The Bot API ──────────────────────────────────────────────────────────────────────────────────

    def _answer(self, call: Call) -> Answer:
        if self.broken:
            self.broken -= 1
            return Answer(502, "Bad Gateway")
        bot, _, method = call.path.removeprefix("/bot").partition("/")
        if bot != TOKEN:
            return self._error(401, "Unauthorized")
        parameters = json.loads(call.body) if call.body else {}
        self.calls.append((method, parameters))
        if self.too_fast and method == "sendMessage":
            self.too_fast -= 1
            return self._error(429, "Too Many Requests: retry after 1", retry_after=1)
        handle = getattr(self, f"_{method}", None)
        return handle(parameters) if handle else self._error(404, "Not Found")

    def _error(self, code: int, description: str, **parameters: Any) -> Answer:
        self.errors.append(description)
        body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
        return Answer(code, {**body, **({"parameters": parameters} if parameters else {})})

    @staticmethod
    def _result(result: Any) -> Answer:
        return Answer(200, {"ok": True, "result": result})

    def _sendMessage(self, call: dict[str, Any]) -> Answer:  # noqa: N802
        chat = call.get("chat_id")
        if chat in self.blocked_by:
            return self._error(403, "Forbidden: bot was blocked by the user")
        if chat in self.moved:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            return self._error(400, description, migrate_to_chat_id=self.moved[chat])
        if chat not in (*self.chats, *self.moved.values()):
            return self._error(400, "Bad Request: chat not found")
        problem = refused(call)
        if problem:
            return self._error(400, problem)
        taken = Sent(next(self._numbers), chat, call["text"], call)
        self.sent.append(taken)
        return self._result({"message_id": taken.id, "chat": {"id": chat}, "text": taken.shown})

    def _answerCallbackQuery(self, call: dict[str, Any]) -> Answer:  # noqa: N802
        if call.get("callback_query_id") not in self._pressed:
            return self._error(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(call.get("text") or "") > 200:
            return self._error(400, "Bad Request: MESSAGE_TOO_LONG")
        self.answered.append(call)
        return self._result(True)

    def _getMe(self, _: dict[str, Any]) -> Answer:  # noqa: N802
        return self._result({"id": BOT, "is_bot": True, "first_name": "Guichet", "username": USERNAME})

    def _setWebhook(self, call: dict[str, Any]) -> Answer:  # noqa: N802
        problem = refused_webhook(call)
        if problem:
            return self._error(400, problem)
        self.webhook_set = call
        return self._result(True)

    def _deleteWebhook(self, _: dict[str, Any]) -> Answer:  # noqa: N802
        self.webhook_set = {}
        return self._result(True)

    def _getWebhookInfo(self, _: dict[str, Any]) -> Answer:  # noqa: N802
        told = {"url": self.webhook_set.get("url", ""), "pending_update_count": 0, "has_custom_certificate": False}
        return self._result({**told, "last_error_message": "Connection refused"} if self.webhook_set else told)

    def _setMyCommands(self, call: dict[str, Any]) -> Answer:  # noqa: N802
        problem = refused_commands(call)
        if problem:
            return self._error(400, problem)
        self.commands[call.get("language_code") or ""] = call["commands"]
        return self._result(True)

    # ── What people do ───────────────────────────────────────────────────────────────────────────────

    def say(self, text: str, person: int = ANA, **message: Any) -> list[int | str]:
        return self.send({"message": self.message(text, person, **message)})

    def message(
        self, text: str | None, person: int = ANA, language: str | None = None, **message: Any
    ) -> dict[str, Any]:
        who = {"id": person, "is_bot": False, "first_name": "Ana", **({"language_code": language} if language else {})}
        body = {"message_id": next(self._numbers), "date": 1790000000, "chat": {"id": person, "type": "private"}}
        return {**body, "from": who, **({"text": text} if text is not None else {}), **message}

    def in_group(self, text: str, person: int = ANA, **message: Any) -> list[int | str]:
        return self.say(text, person, chat={"id": GROUP, "type": "supergroup", "title": "Lojas"}, **message)

    def press(self, sent: Sent, title: str, person: int = ANA, **query: Any) -> list[int | str]:
        return self.send({"callback_query": self.pressed(sent, title, person, **query)})

    def pressed(self, sent: Sent, title: str, person: int = ANA, **query: Any) -> dict[str, Any]:
        name = str(next(self._numbers))
        self._pressed.add(name)
        kind = "private" if sent.chat > 0 else "supergroup"
        message = {
            "message_id": sent.id, "chat": {"id": sent.chat, "type": kind}, "from": {"id": BOT, "is_bot": True},
            "text": sent.shown, "reply_markup": {"inline_keyboard": sent.rows},
        }  # fmt: skip
        who = {"id": person, "is_bot": False, "first_name": "Ana"}
        return {"id": name, "from": who, "message": message, "chat_instance": "1", "data": sent.buttons[title], **query}

    def update(self, content: Mapping[str, Any]) -> dict[str, Any]:
        return {"update_id": next(self._numbers), **content}

    def send(self, content: Mapping[str, Any]) -> list[int | str]:
        return self.deliver(self.update(content))

    def deliver(self, update: Mapping[str, Any]) -> list[int | str]:
        """What came back, each time that it had to be sent."""
        statuses: list[int | str] = []
        while len(statuses) < TRIES and not (statuses and str(statuses[-1]).startswith("2")):
            try:
                response = requests.post(self.webhook, json=dict(update), headers={HEADER: SECRET}, timeout=PATIENCE)
                statuses.append(response.status_code)
            except requests.RequestException as error:
                statuses.append(type(error).__name__)
        return statuses
