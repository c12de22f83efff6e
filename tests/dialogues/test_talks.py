"""Whole talks, in talks/: a folder for each kind of repair, a file for each sentence that holds, in both languages.

A turn says something or presses a button. It is judged by what the tracker store holds afterwards: `slots`, `asks`, and
`responses` (those among others); and by the facts that are said. `lacks` are buttons that are not there; `language` is
`any` where a mail is quoted in the desk's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.dialogues.stored import is_stored, stored
from tests.server import Talk

FOLDER = Path(__file__).with_name("talks")
KEYS = {"say", "press", "says", "never", "slots", "asks", "responses", "offers", "lacks", "language", "erased"}


def talks() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """Each talk: its name, its language, its turns."""
    found = []
    for file in sorted(FOLDER.glob("*/*.yml")):
        for language, turns in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            found.append((f"{file.parent.name}/{file.stem}", language, turns))
    return found


def test_there_are_at_least_sixty_talks_in_both_languages() -> None:
    named = [(name, language) for name, language, _ in talks()]
    assert len(named) >= 60 and {language for _, language in named} == {"pt", "fr"}
    assert len({name for name, _ in named}) * 2 == len(named)


@pytest.mark.parametrize(
    ("name", "language", "turns"), talks(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_talk(talk: Talk, name: str, language: str, turns: list[dict[str, Any]]) -> None:
    reply = None
    for turn in turns:
        assert set(turn) <= KEYS and ("say" in turn) != ("press" in turn), f"{name}: {turn}"
        if "press" in turn:
            assert reply is not None
            reply = talk.press(reply, turn["press"])
        else:
            reply = talk.ask(str(turn["say"]))
        spoken = turn.get("language", language)
        if spoken != "any":
            reply.must_speak(spoken)
        reply.must_say(*turn.get("says", ())).never_say(*turn.get("never", ()))
        reply.must_offer(*turn.get("offers", ())).never_offer(*turn.get("lacks", ()))
        if turn.get("erased"):
            assert not is_stored(talk), "the conversation is still in the database"
            continue
        held = stored(talk)
        missing = set(turn.get("responses", ())) - set(held.responses)
        assert not missing, f"expected {missing} among {held.responses}, intent {held.intent}:\n{reply}"
        assert held.asks == turn["asks"] if "asks" in turn else True, (
            f"asks {held.asks}, intent {held.intent}:\n{reply}"
        )
        for slot, value in turn.get("slots", {}).items():
            assert held.slots.get(slot) == value, f"{slot} is {held.slots.get(slot)}, intent {held.intent}:\n{reply}"
