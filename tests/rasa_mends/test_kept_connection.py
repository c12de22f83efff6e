"""Calls to an action server share a connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.rasa_mends import kept_connection

METHOD = "session"
Unmend = Callable[[type, str], Any]


async def call_three_times(endpoint: EndpointConfig | None = None) -> tuple[list[Any], set[Any]]:
    """What came back, and the connections that a server of its own was called over."""
    connections, answers = set(), []

    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        connections.add(request.transport.get_extra_info("peername"))
        call = await request.json()
        return web.json_response({"seen": call}, status=call["status"])

    application = web.Application()
    application.router.add_post("/webhook", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    endpoint = endpoint or EndpointConfig()
    host, port = runner.addresses[0]
    endpoint.url = f"http://{host}:{port}/webhook"
    for status in (200, 400, 200):
        try:
            answers.append(await endpoint.request("post", json={"status": status}))
        except ClientResponseError as error:
            answers.append(error.status)
    async with endpoint.session() as session:
        await session.close()
    await runner.cleanup()
    return answers, connections


ANSWERS = [{"seen": {"status": 200}}, 400, {"seen": {"status": 200}}]


def test_three_calls_share_a_connection(as_shipped: Unmend) -> None:
    as_shipped(EndpointConfig, METHOD)
    kept_connection.apply()
    answers, connections = asyncio.run(call_three_times())
    assert answers == ANSWERS
    assert len(connections) == 1


def test_as_shipped_answers_are_the_same_over_three_connections(as_shipped: Unmend) -> None:
    as_shipped(EndpointConfig, METHOD)
    answers, connections = asyncio.run(call_three_times())
    assert answers == ANSWERS
    assert len(connections) == 3


def test_a_session_that_was_closed_and_another_event_loop_get_a_new_one(as_shipped: Unmend) -> None:
    as_shipped(EndpointConfig, METHOD)
    kept_connection.apply()
    endpoint = EndpointConfig()

    async def twice() -> None:
        assert (await call_three_times(endpoint))[0] == ANSWERS
        assert (await call_three_times(endpoint))[0] == ANSWERS

    asyncio.run(twice())
    asyncio.run(twice())


def test_applying_twice_is_applying_once(as_shipped: Unmend) -> None:
    as_shipped(EndpointConfig, METHOD)
    kept_connection.apply()
    once = EndpointConfig.session
    kept_connection.apply()
    assert EndpointConfig.session is once


def test_another_rasa_is_refused(as_shipped: Unmend, monkeypatch: pytest.MonkeyPatch) -> None:
    async def request(self: EndpointConfig) -> None: ...

    as_shipped(EndpointConfig, METHOD)
    monkeypatch.setattr(EndpointConfig, "request", request)
    with pytest.raises(RuntimeError, match="request has changed"):
        kept_connection.apply()
