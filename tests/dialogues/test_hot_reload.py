"""A running server takes changed desk files over between two messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.matrix.live import version_of
from tests.matrix.test_live import NEW_ADDRESS, OLD_ADDRESS, break_file, move_address, rewrite
from tests.server import NotStartedError, RunningServer

QUESTION = {"pt": "Estou com erro na integração da ClearSale", "fr": "J'ai une erreur d'intégration chez ClearSale"}


@pytest.fixture
def edited(desk_copy: Path) -> Iterator[RunningServer]:
    """A server whose desk files the test may edit."""
    try:
        with RunningServer(desks=desk_copy) as running:
            yield running
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


def events(server: RunningServer, name: str) -> list[dict[str, object]]:
    """The server's own log lines of one kind."""
    lines = [json.loads(line) for line in server.log().splitlines() if line.startswith('{"time"')]
    return [line for line in lines if line["event"] == name]


def test_desk_files_changed_broken_and_mended_between_messages(edited: RunningServer, desk_copy: Path) -> None:
    """One server for the whole story: its start is what costs."""
    talk = edited.talk()
    talk.ask(QUESTION["pt"]).must_say(OLD_ADDRESS)

    move_address(desk_copy)
    talk.ask(QUESTION["pt"]).must_say(NEW_ADDRESS).never_say(OLD_ADDRESS)
    edited.ask(QUESTION["fr"]).must_say(NEW_ADDRESS)

    # A new spelling, and a new plan, are understood at once.
    edited.ask("Sou Zilch, posso ligar?").never_say("Growth")
    rewrite(desk_copy / "sendcloud.yml", lambda text: text.replace("pt: [Growth, grow]", "pt: [Growth, grow, Zilch]"))
    edited.ask("Sou Zilch, posso ligar?").must_say("o seu plano Growth")

    before_breaking = version_of(desk_copy)
    good = break_file(desk_copy)
    edited.ask(QUESTION["pt"]).must_say(NEW_ADDRESS)
    edited.ask(QUESTION["fr"]).must_say(NEW_ADDRESS)
    assert edited.readiness()["facts"] == before_breaking
    assert any("did you mean `options`?" in problem for problem in edited.readiness()["problems"])
    [refused] = events(edited, "desk_files_refused")
    assert refused["still_serving"] == before_breaking
    assert any("clearsale.yml:" in problem and "did you mean `options`?" in problem for problem in refused["problems"])

    mended = good.replace(NEW_ADDRESS, "ajuda@clear.sale")
    (desk_copy / "clearsale.yml").write_text(mended, encoding="utf-8")
    edited.ask(QUESTION["pt"]).must_say("ajuda@clear.sale").never_say(NEW_ADDRESS)
    assert edited.readiness()["problems"] == []
    versions = [line["facts"] for line in events(edited, "turn") if "facts" in line]
    assert versions[-1] == version_of(desk_copy)
    assert len(set(versions)) == 4, "as they came, with an address, with a spelling, mended"
