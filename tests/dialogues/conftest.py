"""One running server for all dialogues: its start is what costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import RunningServer, Talk, started


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """The assistant as shipped, its clock at `tests.server.SATURDAY`."""
    with started(RunningServer()) as running:
        yield running


@pytest.fixture
def talk(server: RunningServer) -> Talk:
    """A new conversation."""
    return server.talk()
