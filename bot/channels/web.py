"""The web channel: Guichet for browsers. In credentials.yml:

    bot.channels.web.Web:
      origins:  # pages that may show the widget, for each desk; those of this server always may
        sendcloud: [https://shop.example]

Everything lies below /guichet; docs/website.md tells what there is. The client holds a session that the server
has signed, and never names a conversation. Other settings: bot/channels/web_settings.py.
"""

from __future__ import annotations

import json
import time
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel
from rasa.shared.core.events import SlotSet
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import rasa_mends
from bot.catalogue import catalogue_or_exit, current_catalogue
from bot.channels.demo_page import DemoPage
from bot.channels.exchange import Exchanges, Turn, WebOutput, language_of
from bot.channels.gate import Gate, address_of
from bot.channels.guard import Guard, Handler
from bot.channels.history import Message, said_in, transcript
from bot.channels.identity import checked_user
from bot.channels.matrix_view import matrix_view
from bot.channels.probe import Probe
from bot.channels.rate import Rates
from bot.channels.request import RefusedError, parse_object, read_body
from bot.channels.server import prepare_server
from bot.channels.sessions import Session, Sessions
from bot.channels.store import ask_store
from bot.channels.web_request import A_LANGUAGE, A_MESSAGE, A_SESSION, page_hints, said, wanted_language
from bot.channels.web_settings import WebSettings
from bot.channels.web_words import WebWords
from bot.channels.widget_files import WidgetFiles
from bot.metrics import MetricsServer
from bot.storage.conversations import NotErasedError

STREAM = "text/event-stream"


class Web(InputChannel):
    """Rasa makes one of these from credentials.yml."""

    def __init__(self, settings: WebSettings | None = None, sessions: Sessions | None = None) -> None:
        self._settings = settings or WebSettings()
        self._sessions = sessions or Sessions.from_environment(self._settings.session_days)

    @classmethod
    def name(cls) -> str:
        return WebOutput.name()

    def url_prefix(self) -> str:
        return "/guichet"  # Rasa joins it to /webhooks/

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> Web:
        """Without valid desk files it ends here.

        Raises:
            InvalidConfigException: for a setting or a key that can't be used.
        """
        catalogue = catalogue_or_exit()
        rasa_mends.apply()
        return cls(WebSettings.from_credentials(credentials, catalogue))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        settings = self._settings
        rates = Rates(
            messages=settings.messages_per_minute,
            sessions=settings.sessions_per_minute,
            requests=settings.requests_per_minute,
            storage=settings.rate_storage,
        )
        return _Routes(settings, self._sessions, rates, Guard(settings.limits, on_new_message)).blueprint()


class _Routes:
    """One method for each address and HTTP method."""

    def __init__(self, settings: WebSettings, sessions: Sessions, rates: Rates, guard: Guard) -> None:
        self._settings = settings
        self._sessions = sessions
        self._rates = rates
        self._exchanges = Exchanges(guard)
        self._probe = Probe(guard)
        self._metrics = MetricsServer(settings.metrics_port) if settings.metrics_port else None
        self._words = WebWords()
        self._gate = Gate(settings.origins, rates, self._too_fast)
        self._page = DemoPage(self._words.all)
        self._files = WidgetFiles()

    def blueprint(self) -> Blueprint:
        web, add = Blueprint("guichet_web"), self._gate.add
        web.listener("before_server_start")(self.prepare)
        web.listener("after_server_stop")(self.close)
        add(web, "/session", {"POST": self.start})
        add(web, "/messages", {"POST": self.say})
        add(web, "/history", {"GET": self.history, "DELETE": self.erase})
        add(web, "/language", {"POST": self.switch_language})
        add(web, "/words", {"GET": self.words})
        add(web, "/desks", {"GET": self.desks})
        add(web, "/health", {"GET": self.health})
        add(web, "/ready", {"GET": self.ready})
        add(web, "/", {"GET": self.file})
        add(web, "/<path:path>", {"GET": self.file})
        return web

    async def prepare(self, app: Sanic, _: Any) -> None:
        """Before the server listens."""
        prepare_server(app, self._settings)
        if self._metrics is not None:
            self._metrics.start()

    async def close(self, app: Sanic, _: Any) -> None:
        if self._metrics is not None:
            self._metrics.stop()

    # ── Sessions ─────────────────────────────────────────────────────────────────────────────────────

    async def start(self, request: Request) -> HTTPResponse:
        await self._rates.session(address_of(request))
        data = await self._object(request, A_SESSION)
        hints = page_hints(data, current_catalogue())
        desk = hints.get("desk")
        self._gate.check_origin(request, desk)
        user = checked_user(data["user"], desk) if data.get("user") is not None else None
        vouched = {"id": user.id, "name": user.name} if user else None
        text, session = self._sessions.issue(hints, vouched, user.conversation if user else None)
        language = await self._language(request, session) if user else language_of(session)
        told = {
            "session": text,
            "expires": session.expires,
            "language": language,
            "greeting": [self._words.greeting(language, time.time())],
            "words": self._words.widget[language],
        }
        return response.json(told, status=201)

    def _session(self, request: Request) -> Session:
        session = self._sessions.read(request.headers.get("authorization"))
        request.ctx.hints = session.hints
        self._gate.check_origin(request, session.hints.get("desk"))
        return session

    # ── The conversation ─────────────────────────────────────────────────────────────────────────────

    async def say(self, request: Request) -> HTTPResponse | None:
        session = self._session(request)
        await self._rates.message(session.conversation)
        message = said(await self._object(request, A_MESSAGE))
        turn = await self._exchanges.turn(session, message, _agent(request))
        if STREAM in request.headers.get("accept", ""):
            await _stream(request, turn, self._gate.headers(request))
            return None
        return response.json([reply async for reply in turn.follow()])

    async def history(self, request: Request) -> HTTPResponse:
        session = self._session(request)
        language = await self._language(request, session)
        agent = _agent(request)
        events = await said_in(agent, session.conversation) if agent is not None else []
        told: dict[str, Any] = {"messages": transcript(events, language_of(session)), "language": language}
        renewed = self._sessions.renewed(session)
        if renewed is not None:
            told |= {"session": renewed[0], "expires": renewed[1].expires}
        return response.json(told)

    async def erase(self, request: Request) -> HTTPResponse:
        session = self._session(request)
        agent = _ready(request)
        async with agent.lock_store.lock(session.conversation):  # after the turn that is under way
            try:
                await ask_store(agent.tracker_store, "delete", session.conversation, None)
            except NotErasedError:
                raise RefusedError(503, "the conversation could not be erased; try again", "not_erased") from None
            self._exchanges.forget(session.conversation)
        return response.empty()

    async def switch_language(self, request: Request) -> HTTPResponse:
        session = self._session(request)
        await self._rates.message(session.conversation)
        language = wanted_language(await self._object(request, A_LANGUAGE))
        agent = _ready(request)
        async with agent.lock_store.lock(session.conversation):
            tracker = await agent.processor.fetch_tracker_and_update_session(
                session.conversation, metadata=dict(session.hints)
            )
            if tracker.get_slot("language") != language:
                tracker.update(SlotSet("language", language), agent.domain)
            await agent.tracker_store.save(tracker)
        self._exchanges.speak(session, language)
        return response.json({"language": language, "greeting": [self._words.greeting(language, time.time())]})

    async def _language(self, request: Request, session: Session) -> str:
        """The conversation's language; before it has begun, the page's."""
        agent = _agent(request)
        slots = await ask_store(agent.tracker_store, "slot_values", session.conversation, {}) if agent else {}
        return str(slots.get("language") or language_of(session))

    # ── For everybody ────────────────────────────────────────────────────────────────────────────────

    async def words(self, request: Request) -> HTTPResponse:
        return response.json(self._words.all)

    async def desks(self, request: Request) -> HTTPResponse:
        return response.json(matrix_view(current_catalogue()))

    async def file(self, request: Request, path: str = "") -> HTTPResponse:
        return await self._files.answer(request, path) if path else await self._page.answer(request)

    async def health(self, request: Request) -> HTTPResponse:
        return response.json({"status": "alive"})

    async def ready(self, request: Request) -> HTTPResponse:
        told, status = await self._probe.readiness(_agent(request))
        return response.json(told, status=status)

    # ── Common to them ───────────────────────────────────────────────────────────────────────────────

    async def _object(self, request: Request, example: str) -> dict[str, Any]:
        limits = self._settings.limits
        return parse_object(await read_body(request, limits), limits, example)

    def _too_fast(self, request: Request) -> str:
        try:
            language = self._exchanges.language(self._sessions.read(request.headers.get("authorization")))
        except RefusedError:
            language = request.headers.get("accept-language", "")[:2].lower()
        return self._words.too_fast(language)


async def _stream(request: Request, turn: Turn, headers: dict[str, str]) -> None:
    """The replies as server-sent events, each when it is said."""
    unbuffered = {"X-Accel-Buffering": "no"}  # for nginx
    stream = await request.respond(content_type=STREAM, headers={**headers, **unbuffered})
    async for reply in turn.follow():
        await stream.send(_event("message", reply))
    about = {"about": turn.about} if turn.about is not None else {}
    erased = {"erased": True} if turn.erases else {}
    await stream.send(_event("done", {"language": turn.language, **about, **erased}), end_stream=True)


def _event(name: str, data: Message) -> str:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def _agent(request: Request) -> Agent | None:
    return getattr(request.app.ctx, "agent", None)


def _ready(request: Request) -> Agent:
    """The agent, with a model.

    Raises:
        RefusedError: 503 where there is none.
    """
    agent = _agent(request)
    if agent is None or not agent.is_ready():
        raise RefusedError(503, "the assistant has no model yet; try again", "not_ready")
    return agent
