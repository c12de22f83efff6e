"""The catalogue that this process serves: the desk files, taken over anew when they change.

A turn sees one edition from its first word to its last: `one_edition` holds it. Outside of a turn each call
of `current_catalogue` looks at the files, which costs a `stat` for each.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from bot import log
from bot.matrix.live import Builder, Change, Edition, LiveCatalogue, State
from bot.matrix.loader import DESKS, DeskFileError
from bot.matrix.model import Catalogue

T = TypeVar("T")

_of_this_turn: ContextVar[Edition | None] = ContextVar("edition", default=None)
_builders: list[Builder[object]] = []


def desks_folder() -> Path:
    """The folder of desk files: the environment's GUICHET_DESKS, else the one in this package."""
    return Path(os.environ.get("GUICHET_DESKS") or DESKS)


def catalogue_or_exit() -> Catalogue:
    """For what starts a server: without valid desk files there is nothing to serve.

    Rasa turns an ordinary exception at this point into a warning, and starts a server that is silent.
    """
    try:
        return current_catalogue()
    except DeskFileError as error:
        sys.exit(f"Guichet does not start. {error}")


def current_catalogue() -> Catalogue:
    """This turn's catalogue; outside of a turn the newest valid one.

    Raises:
        bot.matrix.loader.DeskFileError: with everything that is wrong, if there has never been a valid one.
    """
    return current_edition().catalogue


def current_edition() -> Edition:
    """This turn's catalogue with its version; outside of a turn the newest valid one.

    Raises:
        bot.matrix.loader.DeskFileError: as `current_catalogue`.
    """
    return _of_this_turn.get() or _live(desks_folder()).edition()


@asynccontextmanager
async def one_edition() -> AsyncIterator[Edition]:
    """For a turn: the newest edition, held until the end."""
    edition = await look()
    token = _of_this_turn.set(edition)
    try:
        yield edition
    finally:
        _of_this_turn.reset(token)


async def look() -> Edition:
    """Take changed files over, in a thread: it takes some tenths of a second, and other turns go on.

    Raises:
        bot.matrix.loader.DeskFileError: as `current_catalogue`.
    """
    live = _live(desks_folder())
    unchanged = live.unchanged()
    return unchanged if unchanged is not None else await asyncio.to_thread(live.take_over)


def state() -> State:
    """For a readiness probe: the version of the facts that is served, and what keeps newer files from it.

    It looks at the files; a coroutine awaits `look()` before, so that changed ones are read in a thread.

    Raises:
        bot.matrix.loader.DeskFileError: as `current_catalogue`.
    """
    live = _live(desks_folder())
    return State(live.edition().version, live.problems)


def derived(builder: Builder[T]) -> Callable[[], T]:
    """What `builder` makes of a catalogue, always of this turn's. Each new edition's is ready before it is served."""
    _builders.append(builder)
    return lambda: current_edition().built(builder)


def _live(folder: Path) -> LiveCatalogue:
    live = _folders(folder)
    for builder in _builders:
        live.build_with(builder)
    return live


@lru_cache(maxsize=4)
def _folders(folder: Path) -> LiveCatalogue:
    return LiveCatalogue(folder, _report)


def _report(change: Change) -> None:
    if change.kind == "taken_over":
        log.event("desk_files_taken_over", facts=change.state.version)
        return
    problems = [str(problem) for problem in change.state.problems]
    log.event("desk_files_refused", logging.ERROR, still_serving=change.state.version, problems=problems)
