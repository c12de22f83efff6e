"""The catalogue of this process: one edition for a turn, the newest for the next."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot import catalogue, log
from bot.matrix.loader import DeskFileError
from bot.matrix.model import Catalogue
from tests.matrix.test_live import NEW_ADDRESS, OLD_ADDRESS, break_file, move_address


@pytest.fixture
def desks(desk_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUICHET_DESKS", str(desk_copy))
    return desk_copy


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The assistant's own log lines, in their order."""
    written: list[dict[str, Any]] = []
    monkeypatch.setattr(log, "event", lambda name, level=0, /, **fields: written.append({"event": name, **fields}))
    return written


def address() -> str:
    return catalogue.current_catalogue().desks["clearsale"].mailboxes["support"].address


def test_a_turn_sees_one_edition(desks: Path) -> None:
    async def talk() -> list[str]:
        heard = []
        async with catalogue.one_edition():
            heard.append(address())
            move_address(desks)
            heard += [address(), await asyncio.to_thread(address)]
        async with catalogue.one_edition():
            heard.append(address())
        return heard

    assert asyncio.run(talk()) == [OLD_ADDRESS] * 3 + [NEW_ADDRESS]


def test_a_turn_that_began_before_the_change_is_not_disturbed_by_one_that_began_after(desks: Path) -> None:
    async def turn(began: asyncio.Event, go_on: asyncio.Event) -> str:
        async with catalogue.one_edition():
            began.set()
            await go_on.wait()
            return address()

    async def talk() -> list[str]:
        began, go_on = asyncio.Event(), asyncio.Event()
        first = asyncio.create_task(turn(began, go_on))
        await began.wait()
        move_address(desks)
        async with catalogue.one_edition():
            second = address()
        go_on.set()
        return [await first, second]

    assert asyncio.run(talk()) == [OLD_ADDRESS, NEW_ADDRESS]


def test_what_is_derived_follows_the_turn(desks: Path) -> None:
    def addresses(found: Catalogue) -> str:
        return found.desks["clearsale"].mailboxes["support"].address

    derived = catalogue.derived(addresses)

    async def talk() -> list[str]:
        async with catalogue.one_edition():
            move_address(desks)
            before = derived()
        return [before, derived()]

    assert asyncio.run(talk()) == [OLD_ADDRESS, NEW_ADDRESS]


def test_the_state_tells_version_and_problems(desks: Path) -> None:
    good = catalogue.state()
    assert good.problems == ()
    break_file(desks)
    bad = catalogue.state()
    assert bad.version == good.version
    assert any("optons" in problem.what for problem in bad.problems)


def test_a_refused_change_is_logged_once_with_file_line_and_fix(desks: Path, events: list[dict[str, Any]]) -> None:
    catalogue.current_catalogue()
    break_file(desks)
    catalogue.current_catalogue()
    catalogue.current_catalogue()
    [line] = events
    assert line["event"] == "desk_files_refused"
    assert any(p.startswith("clearsale.yml:") and "-> did you mean `options`?" in p for p in line["problems"])


def test_there_is_no_start_without_valid_files(desks: Path) -> None:
    break_file(desks)
    with pytest.raises(SystemExit, match=r"does not start.*\n.*clearsale.yml:\d+: .*options"):
        catalogue.catalogue_or_exit()
    with pytest.raises(DeskFileError):
        catalogue.state()
