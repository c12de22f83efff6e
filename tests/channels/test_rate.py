"""Who asks too often waits; nobody else does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from bot.channels.rate import Rates, TooFastError, network
from tests.server import free_port


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def served(count: Callable[[str], Awaitable[None]], who: str) -> bool:
    try:
        asyncio.run(_await(count(who)))
    except TooFastError as error:
        assert 1 <= error.retry_after <= 60
        return False
    return True


async def _await(work: Awaitable[None]) -> None:
    await work


def rates() -> Rates:
    return Rates(messages=2, sessions=3, requests=4)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time, at the beginning of a minute."""
    clock = Clock()
    monkeypatch.setattr(time, "time", clock)
    return clock


def test_each_session_and_address_has_its_own_count(clock: Clock) -> None:
    one = rates()
    assert [served(one.message, "web:a") for _ in range(4)] == [True, True, False, False]
    assert served(one.message, "web:b")
    assert [served(one.session, "192.0.2.1") for _ in range(4)] == [True] * 3 + [False]
    assert [served(one.request, "192.0.2.1") for _ in range(5)] == [True] * 4 + [False]
    assert served(one.request, "192.0.2.2")


def test_after_the_wait_one_is_served_again(clock: Clock) -> None:
    one = rates()
    for _ in range(2):
        served(one.message, "web:a")
    with pytest.raises(TooFastError) as refused:
        asyncio.run(_await(one.message("web:a")))
    clock.now += refused.value.retry_after
    assert served(one.message, "web:a")


def test_counts_that_are_over_are_forgotten(clock: Clock) -> None:
    one = rates()
    for number in range(5_000):
        served(one.message, f"web:{number}")
        clock.now += 0.1
    assert len(one._storage._counts) <= 2_000  # type: ignore[attr-defined]


def test_who_can_not_be_counted_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    one = rates()

    def down(*_: object, **__: object) -> bool:
        raise OSError("no route")

    monkeypatch.setattr(one._limiter, "hit", down)
    assert all(served(one.message, "web:a") for _ in range(5))


def test_where_counts_are_shared_and_their_place_is_down_everybody_is_served() -> None:
    one = Rates(messages=1, sessions=1, requests=1, storage=f"redis://127.0.0.1:{free_port()}")
    assert all(served(one.message, "web:a") for _ in range(3))


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_a_network_of_version_6_counts_as_one(address: str, counted: str) -> None:
    assert network(address) == counted
