"""Slack, on this machine: its Web API for the SDK to call, and its events, signed and sent again as Slack does."""

from __future__ import annotations

import hashlib
import hmac
import html
import itertools
import json
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

import requests

from tests.platforms.http import Answer, Call, Server
from tests.platforms.slack_rules import refused, shown

TOKEN = "xoxb-1111-2222-abcdEFGH"  # noqa: S105
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
BOT, TEAM, APP = "U0BOT", "T0TEAM", "A0APP"
PATIENCE = 3.0  # seconds
RETRIES = 3


class Posted(NamedTuple):
    """A message that Slack has taken."""

    ts: str
    channel: str
    thread: str | None
    text: str
    blocks: list[dict[str, Any]]

    @property
    def shown(self) -> str:
        """What is read, without markup."""
        return shown(self.text)

    @property
    def elements(self) -> list[dict[str, Any]]:
        return [element for block in self.blocks if block["type"] == "actions" for element in block["elements"]]

    @property
    def buttons(self) -> dict[str, str]:
        """Titles with what they carry; a select's options are among them."""
        found = [option for element in self.elements for option in element.get("options", [element])]
        return {one["text"]["text"]: one["value"] for one in found}


class Delivery(NamedTuple):
    """How often Slack had to send something, and what it got."""

    statuses: list[int | str]
    body: str = ""

    @property
    def acknowledged(self) -> bool:
        return self.statuses[-1] == 200


class SlackStandIn:
    """`posted` is what Slack has taken, `errors` what it has refused."""

    def __init__(self) -> None:
        self.channels = ["D0ANA", "D0BRUNO", "C0GENERAL"]
        self.posted: list[Posted] = []
        self.errors: list[str] = []
        self.too_fast = 0  # calls that are told to wait
        self.broken = 0  # calls that get 503
        self.webhook = ""
        self._times = itertools.count(1)
        self._server = Server(self._answer)

    def __enter__(self) -> SlackStandIn:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    @property
    def api(self) -> str:
        return f"{self._server.url}/api"

    # ── The Web API ──────────────────────────────────────────────────────────────────────────────────

    def _answer(self, call: Call) -> Answer:
        if self.too_fast:
            self.too_fast -= 1
            return Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "1"})
        if self.broken:
            self.broken -= 1
            return Answer(503, {"ok": False, "error": "service_unavailable"})
        error, message = self._refused(call)
        if error:
            self.errors.append(error)
            return Answer(200, {"ok": False, "error": error.partition(":")[0]})
        taken = Posted(
            self.now(), message["channel"], message.get("thread_ts"), message["text"], message.get("blocks") or []
        )
        self.posted.append(taken)
        return Answer(200, {"ok": True, "channel": taken.channel, "ts": taken.ts})

    def _refused(self, call: Call) -> tuple[str | None, dict[str, Any]]:
        if call.headers.get("authorization") != f"Bearer {TOKEN}":
            return "invalid_auth", {}
        if call.path != "/api/chat.postMessage":
            return "unknown_method", {}
        message = self._arguments(call)
        if message.get("channel") not in self.channels:
            return "channel_not_found", message
        return refused(message), message

    @staticmethod
    def _arguments(call: Call) -> dict[str, Any]:
        if call.headers.get("content-type", "").startswith("application/json"):
            arguments: dict[str, Any] = json.loads(call.body)
            return arguments
        fields = {key: values[0] for key, values in parse_qs(call.body.decode()).items()}
        return {**fields, **({"blocks": json.loads(fields["blocks"])} if "blocks" in fields else {})}

    # ── What people do ───────────────────────────────────────────────────────────────────────────────

    def now(self) -> str:
        """A time as Slack writes it, never the same twice."""
        return f"1790000000.{next(self._times):06d}"

    def say(self, text: str, channel: str = "D0ANA", user: str = "U0ANA", **event: Any) -> Delivery:
        """Somebody writes; Slack escapes the three signs."""
        kind = "app_mention" if channel.startswith("C") else "message"
        shown = (
            f"<@{BOT}> {html.escape(text, quote=False)}" if kind == "app_mention" else html.escape(text, quote=False)
        )
        return self.event({"type": kind, "text": shown, "user": user, "channel": channel, **event})

    def event(self, event: Mapping[str, Any], **envelope: Any) -> Delivery:
        return self.send(self.envelope(event, **envelope))

    def envelope(self, event: Mapping[str, Any], **envelope: Any) -> dict[str, Any]:
        now = self.now()
        inner = {"ts": now, "event_ts": now, "channel_type": "im", **event}
        return {
            "token": "old", "team_id": TEAM, "api_app_id": APP, "type": "event_callback", "event_id": f"Ev{now}",
            "event_time": 1790000000, "authorizations": [{"user_id": BOT, "is_bot": True, "team_id": TEAM}],
            "event": inner, **envelope,
        }  # fmt: skip

    def press(self, posted: Posted, title: str, user: str = "U0ANA", **payload: Any) -> Delivery:
        return self.interact(self.pressed(posted, title, user, **payload))

    def pressed(self, posted: Posted, title: str, user: str = "U0ANA", **payload: Any) -> dict[str, Any]:
        """The payload of a pressed button, or of an option that was picked."""
        element, option = next(
            (element, option)
            for element in posted.elements
            for option in element.get("options", [element])
            if option["text"]["text"] == title
        )
        chosen = (
            {"selected_option": option} if "options" in element else {"text": option["text"], "value": option["value"]}
        )
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": "b1", "action_ts": self.now()}
        container = {"type": "message", "message_ts": posted.ts, "channel_id": posted.channel, "is_ephemeral": False}
        if posted.thread:
            container["thread_ts"] = posted.thread
        return {
            "type": "block_actions", "user": {"id": user, "team_id": TEAM}, "api_app_id": APP, "token": "old",
            "container": container, "trigger_id": "1.2.3", "team": {"id": TEAM}, "channel": {"id": posted.channel},
            "message": {"ts": posted.ts, "blocks": posted.blocks}, "response_url": "https://hooks.example/x",
            "actions": [{**action, **chosen}], **payload,
        }  # fmt: skip

    def interact(self, payload: Mapping[str, Any]) -> Delivery:
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return self.deliver(body, "application/x-www-form-urlencoded")

    def send(self, envelope: Mapping[str, Any]) -> Delivery:
        return self.deliver(json.dumps(envelope).encode(), "application/json; charset=utf-8")

    def deliver(self, body: bytes, kind: str) -> Delivery:
        """Send it, and again, up to three times, until it is acknowledged in time."""
        statuses: list[int | str] = []
        answer, again = "", {}
        while len(statuses) <= RETRIES:
            try:
                response = requests.post(
                    self.webhook, body, headers=self.headers(body, kind, **again), timeout=PATIENCE
                )
            except requests.RequestException as error:
                statuses.append("http_timeout" if isinstance(error, requests.Timeout) else "connection_failed")
            else:
                statuses.append(response.status_code)
                answer = response.text
                if response.ok or "X-Slack-No-Retry" in response.headers:
                    break
            reason = statuses[-1] if isinstance(statuses[-1], str) else "http_error"
            again = {"X-Slack-Retry-Num": str(len(statuses)), "X-Slack-Retry-Reason": reason}
        return Delivery(statuses, answer)

    @staticmethod
    def headers(body: bytes, kind: str, /, secret: str = SIGNING_SECRET, age: float = 0, **more: str) -> dict[str, str]:
        """What Slack signs a request with; `age` in seconds."""
        stamp = str(int(time.time() - age))
        digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}", **more}
