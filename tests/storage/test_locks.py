"""One message of a conversation at a time, in the order they came, and none waits longer than it must."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.lock_store import LockError, LockStore

from bot.storage.locks import FairLocks
from tests.storage.talking import ANNA, BRUNO, run


def test_waiting_messages_go_on_in_their_order_each_when_the_one_before_ends() -> None:
    happened: list[str] = []

    async def message(locks: LockStore, name: str) -> None:
        async with locks.lock(ANNA):
            happened.append(f"{name} begins")
            await asyncio.sleep(0.01)
            happened.append(f"{name} ends")

    async def three_at_once() -> None:
        locks = FairLocks()
        await asyncio.gather(*(message(locks, name) for name in "abc"))

    run(three_at_once())
    assert happened == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]


def test_the_next_message_begins_before_anything_that_comes_later() -> None:
    """Rasa's own lock looks again after a second: whatever is due in 20 ms overtakes the waiting message."""
    happened: list[str] = []

    async def message(locks: LockStore, name: str, end: asyncio.Event) -> None:
        async with locks.lock(ANNA):
            happened.append(name)
            await end.wait()

    async def overtaking() -> None:
        locks, end = FairLocks(), asyncio.Event()
        first = asyncio.create_task(message(locks, "first", end))
        second = asyncio.create_task(message(locks, "second", end))
        await asyncio.sleep(0.01)
        asyncio.get_running_loop().call_later(0.02, happened.append, "20 ms later")
        end.set()
        await asyncio.gather(first, second)
        await asyncio.sleep(0.05)

    run(overtaking())
    assert happened == ["first", "second", "20 ms later"]


def test_conversations_do_not_wait_for_each_other() -> None:
    async def both() -> None:
        locks = FairLocks()
        async with locks.lock(ANNA), locks.lock(BRUNO):
            pass

    run(asyncio.wait_for(both(), 30))


def test_who_waits_longer_than_a_locks_lifetime_is_told() -> None:
    async def wait_in_vain() -> None:
        locks = FairLocks()
        async with locks.lock(ANNA):
            with pytest.raises(LockError, match="waited"):
                async with locks.lock(ANNA, lock_lifetime=0.01):
                    pytest.fail("two hold the conversation")
        async with locks.lock(ANNA, lock_lifetime=0.01):
            pass  # and afterwards it is free

    run(wait_in_vain())


def test_a_turn_that_fails_lets_the_next_one_begin() -> None:
    async def fail() -> None:
        locks = FairLocks()
        with pytest.raises(RuntimeError, match="the turn failed"):
            async with locks.lock(ANNA):
                raise RuntimeError("the turn failed")
        async with locks.lock(ANNA, lock_lifetime=0.01):
            pass

    run(fail())


@pytest.mark.parametrize("moments", range(6))
def test_who_leaves_while_waiting_stops_nobody(moments: int) -> None:
    """Whatever step of waiting the leaving falls into."""

    async def leave() -> None:
        locks, order = FairLocks(), []

        async def message(name: str) -> None:
            async with locks.lock(ANNA):
                order.append(name)

        async with locks.lock(ANNA):
            leaving, staying = asyncio.create_task(message("leaving")), asyncio.create_task(message("staying"))
            await asyncio.sleep(0.01)
        for _ in range(moments):
            await asyncio.sleep(0)
        leaving.cancel()
        await asyncio.gather(leaving, staying, return_exceptions=True)
        assert order[-1] == "staying"
        assert not locks._turnstiles

    run(asyncio.wait_for(leave(), 30))


def test_nothing_is_left_of_conversations_that_are_over() -> None:
    async def many() -> FairLocks:
        locks = FairLocks()

        async def message(number: int) -> None:
            async with locks.lock(f"sender-{number % 10}"):
                await asyncio.sleep(0)

        await asyncio.gather(*(message(number) for number in range(100)))
        return locks

    locks = run(many())
    assert not locks._turnstiles
    assert not locks.conversation_locks


def test_several_processes_can_not_share_these_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa takes any lock store of others for one that several workers can share."""
    monkeypatch.setenv("SANIC_WORKERS", "2")
    with pytest.raises(SystemExit, match="SANIC_WORKERS"):
        FairLocks()
