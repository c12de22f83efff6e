"""Users count with a signature of the page's server, as docs/website.md says how to make it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.channels.identity import FURTHEST, checked_user, sign
from bot.channels.request import RefusedError
from tests.server import ROOT

NOW = 1_800_000_000.0
SOON = int(NOW) + 600
KEY = "a key"


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_IDENTITY_KEY", KEY)


def claim(user: str = "17", name: str = "Zoé", expires: int = SOON, key: str = KEY, **changes: Any) -> dict[str, Any]:
    signature = sign(user, name, expires, key)
    return {"id": user, "name": name, "expires": expires, "signature": signature, **changes}


def refusal(claimed: Any, desk: str | None = None) -> tuple[int, str]:
    with pytest.raises(RefusedError) as refused:
        checked_user(claimed, desk, NOW)
    return refused.value.status, refused.value.error


def test_a_signed_user_has_a_conversation_that_does_not_tell_who_it_is() -> None:
    user = checked_user(claim("ana@loja.example"), None, NOW)
    assert (user.id, user.name) == ("ana@loja.example", "Zoé")
    assert user.conversation == checked_user(claim("ana@loja.example", "Ana", SOON + 5), None, NOW).conversation
    assert user.conversation != checked_user(claim("bruno@loja.example"), None, NOW).conversation
    assert re.fullmatch(r"web:user:[0-9a-f]{40}", user.conversation)


@pytest.mark.parametrize("name", [None, ""])
def test_a_name_may_be_left_out(name: str | None) -> None:
    assert checked_user({**claim(name=""), "name": name}, None, NOW).name == ""


def test_a_signature_may_be_in_capitals() -> None:
    assert checked_user({**claim(), "signature": claim()["signature"].upper()}, None, NOW)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "18"},
        {"name": "Ana"},
        {"expires": SOON + 1},
        {"signature": "0" * 64},
        {"signature": ""},
        {"signature": "x" * 10_000},
    ],
)
def test_whatever_is_changed_the_signature_is_another(changes: dict[str, Any]) -> None:
    assert refusal({**claim(), **changes})[0] == 403


def test_fields_can_not_flow_into_each_other() -> None:
    """`a|b` signed as a name is no `a` with the name `b`."""
    signature = claim("a", "b|c")["signature"]
    assert refusal({"id": "a|b", "name": "c", "expires": SOON, "signature": signature})[0] == 400


@pytest.mark.parametrize("expires", [int(NOW), int(NOW) - 1, 0, -5])
def test_a_signature_that_has_expired_is_refused(expires: int) -> None:
    status, said = refusal(claim(expires=expires))
    assert (status, "expired" in said) == (403, True)


def test_one_that_is_valid_for_too_long_is_refused() -> None:
    assert checked_user(claim(expires=int(NOW) + FURTHEST), None, NOW)
    assert "24 hours" in refusal(claim(expires=int(NOW) + FURTHEST + 1))[1]


@pytest.mark.parametrize(
    "claimed",
    [
        3,
        "ana",
        [],
        True,
        {},
        claim(id=None),
        claim(id=17),
        claim(id=""),
        claim(id="x" * 129),
        claim(id="a\nb"),
        claim(id="\ud83d"),
        claim(name=3),
        claim(name="x" * 101),
        claim(expires=str(SOON)),
        claim(expires=float(SOON)),
        claim(expires=True),
        claim(signature=None),
        claim(signature="é"),
        claim(signature=b"x".hex),
    ],
)
def test_any_other_shape_is_refused(claimed: Any) -> None:
    assert refusal(claimed)[0] == 400


def test_without_a_key_no_user_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GUICHET_IDENTITY_KEY")
    status, said = refusal(claim(key=""))
    assert status == 403
    assert "GUICHET_IDENTITY_KEY is not set" in said


def test_a_desk_may_have_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUICHET_IDENTITY_KEY_SENDCLOUD", "another")
    assert refusal(claim(), "sendcloud")[0] == 403
    theirs = checked_user(claim(key="another"), "sendcloud", NOW)
    ours = checked_user(claim(), "clearsale", NOW)
    assert theirs.conversation != ours.conversation


# ── The examples of the documentation ────────────────────────────────────────────────────────────────


def example(language: str) -> str:
    text = (ROOT / "docs" / "website.md").read_text(encoding="utf-8")
    return next(code for code in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if "hmac" in code.lower())


def test_the_python_example_signs_so() -> None:
    names: dict[str, Any] = {}
    exec(example("python"), names)  # noqa: S102
    assert checked_user(names["guichet_user"]("17", "Zoé"), None).name == "Zoé"
    assert checked_user(names["guichet_user"]("17"), None).id == "17"


def test_the_node_example_signs_so(tmp_path: Path) -> None:
    from playwright._impl._driver import compute_driver_executable  # brings a Node of its own

    node = compute_driver_executable()[0]
    script = tmp_path / "sign.mjs"
    script.write_text(example("js") + 'console.log(JSON.stringify(guichetUser("17", "Zoé")));', encoding="utf-8")
    env = {**os.environ, "GUICHET_IDENTITY_KEY": KEY}
    told = subprocess.run([str(node), str(script)], capture_output=True, text=True, check=True, env=env, timeout=60)
    assert checked_user(json.loads(told.stdout), None).name == "Zoé"
