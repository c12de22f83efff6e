"""One running server for all dialogues: its start is what costs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import NotStartedError, RunningServer, Talk


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    """The assistant as shipped, its clock at `tests.server.SATURDAY`."""
    try:
        with RunningServer() as running:
            yield running
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def talk(server: RunningServer) -> Talk:
    """A new conversation."""
    return server.talk()
