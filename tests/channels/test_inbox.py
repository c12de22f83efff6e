"""Each delivery is worked on once, in its order, and for longer than the platform waits."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.inbox import Inbox


class Store:
    """Remembers deliveries, as the tracker store does over restarts."""

    def __init__(self) -> None:
        self.kept: set[str] = set()

    async def was_delivered(self, key: str) -> bool:
        await asyncio.sleep(0)
        return key in self.kept

    async def note_delivered(self, key: str) -> None:
        self.kept.add(key)


class Desk:
    """Notes which work was done."""

    def __init__(self, patience: float = 1.0, store: Any = None) -> None:
        self.inbox = Inbox(patience)
        self.agent: Any = SimpleNamespace(tracker_store=store) if store is not None else None
        self.done: list[str] = []

    async def take(self, delivery: str, conversation: str = "ana", wait: asyncio.Event | None = None) -> bool:
        async def work() -> None:
            if wait is not None:
                await wait.wait()
            self.done.append(delivery)

        return await self.inbox.take(delivery, conversation, work, self.agent)


def test_a_delivery_is_taken_once() -> None:
    async def scene() -> tuple[list[bool], list[str]]:
        desk = Desk()
        return [await desk.take("1"), await desk.take("1"), await desk.take("2")], desk.done

    assert asyncio.run(scene()) == ([True, False, True], ["1", "2"])


def test_two_that_come_at_once_are_one() -> None:
    async def scene() -> tuple[list[bool], list[str]]:
        desk = Desk(store=Store())
        return sorted(await asyncio.gather(*(desk.take("1") for _ in range(5)))), desk.done

    assert asyncio.run(scene()) == ([False] * 4 + [True], ["1"])


def test_what_was_done_before_a_restart_is_known() -> None:
    async def scene() -> list[str]:
        store = Store()
        await Desk(store=store).take("1")
        second = Desk(store=store)
        await second.take("1")
        return second.done

    assert asyncio.run(scene()) == []


def test_what_a_crash_interrupts_is_taken_when_it_comes_again() -> None:
    async def scene() -> list[str]:
        store, never = Store(), asyncio.Event()
        first = asyncio.ensure_future(Desk(5.0, store).take("1", wait=never))
        await asyncio.sleep(0.05)
        first.cancel()  # not acknowledged
        second = Desk(store=store)
        await second.take("1")
        return second.done

    assert asyncio.run(scene()) == ["1"]


def test_a_request_that_is_given_up_does_not_cost_the_work() -> None:
    async def scene() -> tuple[list[str], bool]:
        desk = Desk(store=Store())
        request = asyncio.ensure_future(desk.take("1"))
        await asyncio.sleep(0)  # it waits for the store
        request.cancel()
        await asyncio.sleep(0.05)
        return desk.done, await desk.take("1")

    assert asyncio.run(scene()) == (["1"], False)


def test_work_that_takes_long_goes_on_after_the_acknowledgement() -> None:
    async def scene() -> tuple[list[str], list[str]]:
        desk, go_on = Desk(patience=0.05), asyncio.Event()
        assert await desk.take("1", wait=go_on)
        before = [*desk.done]
        go_on.set()
        await desk.inbox.finish()
        return before, desk.done

    assert asyncio.run(scene()) == ([], ["1"])


def test_a_conversation_goes_in_its_order_and_holds_up_no_other() -> None:
    async def scene() -> list[str]:
        desk, go_on = Desk(patience=0.05), asyncio.Event()
        await desk.take("1", "ana", wait=go_on)
        await desk.take("2", "ana")
        await desk.take("3", "bruno")
        go_on.set()
        await desk.inbox.finish()
        return desk.done

    assert asyncio.run(scene()) == ["3", "1", "2"]


def test_work_that_fails_is_logged_and_does_not_come_again(caplog: pytest.LogCaptureFixture) -> None:
    async def fails() -> None:
        raise RuntimeError("boom")

    async def scene() -> list[bool]:
        desk = Desk()
        return [await desk.inbox.take("1", "ana", fails, None), await desk.take("1")]

    assert asyncio.run(scene()) == [True, False]
    assert "could not be worked on" in caplog.text


def test_a_store_that_fails_is_no_obstacle() -> None:
    class Broken:
        def was_delivered(self, key: str) -> bool:
            raise OSError("disk")

        note_delivered = was_delivered

    async def scene() -> list[str]:
        desk = Desk(store=Broken())
        await desk.take("1")
        await desk.take("1")
        return desk.done

    assert asyncio.run(scene()) == ["1"]


def test_nothing_is_kept_of_conversations_that_are_done() -> None:
    async def scene() -> int:
        desk = Desk()
        for number in range(50):
            await desk.take(str(number), f"person {number}")
        await asyncio.sleep(0)
        return len(desk.inbox._newest) + len(desk.inbox._running)

    assert asyncio.run(scene()) == 0
