"""The mends are active wherever Rasa serves: `rasa run`, `rasa shell`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.rasa_mends import MENDS
from tests.rasa_mends.probe import WORD, endpoints_with_probe
from tests.server import BIN, QUIET, ROOT, NotStartedError, RunningServer, free_port

TYPED, AS_TEXT = "/obrigado{}", "obrigado"  # as shipped an intent, which there is not
THANKED = "De nada!"


def check_all_active(report: dict[str, Any]) -> None:
    assert [mend for mend in MENDS if not report[mend]] == []


def test_under_rasa_run(tmp_path: Path) -> None:
    try:
        with RunningServer(endpoints=endpoints_with_probe(tmp_path)) as server:
            check_all_active(json.loads(server.ask(WORD).texts[0]))
    except NotStartedError as error:
        pytest.fail(str(error), pytrace=False)


def test_under_rasa_shell_where_what_is_typed_and_was_not_offered_is_text(tmp_path: Path) -> None:
    endpoints = endpoints_with_probe(tmp_path)
    shell = subprocess.run(
        [BIN / "rasa", "shell", "--port", str(free_port()), "--endpoints", str(endpoints)],
        cwd=ROOT,
        env={**os.environ, **QUIET, "RASA_SHELL_STREAM_READING_TIMEOUT_IN_SECONDS": "60"},
        input=f"{TYPED}\n{WORD}\n/stop\n",
        capture_output=True,
        text=True,
        timeout=300,
    )
    said = [line[line.index("{") :] for line in shell.stdout.splitlines() if '"schema_check"' in line]
    assert said, f"expected a report, the shell said:\n{shell.stdout}\n{shell.stderr[-2000:]}"
    report = json.loads(said[0][: said[0].rindex("}") + 1])
    check_all_active(report)
    assert report["heard"] == [AS_TEXT, WORD]
    assert THANKED in shell.stdout
