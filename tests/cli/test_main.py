"""`guichet` as a whole: its commands, its exit status, and what it says to a wrong call."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot import cli
from bot.cli import main
from bot.words import DOMAIN

COMMANDS = ("run", "check", "matrix", "explain", "answers", "feedback")


def exit_status(arguments: Sequence[str]) -> int:
    """Where argparse ends the program itself."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return int(ended.value.code or 0)


def python_m_bot(*arguments: str, folder: Path = DOMAIN.parent) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_python_m_bot_helps() -> None:
    assert python_m_bot("--help").returncode == 0


def test_python_m_bot_hands_on_the_exit_status() -> None:
    assert python_m_bot("check", "nowhere").returncode == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_lists_every_command(capsys: pytest.CaptureFixture[str], command: str) -> None:
    exit_status(["--help"])
    assert f"    {command} " in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], *([command, "--help"] for command in COMMANDS)])
def test_asking_for_help_is_no_failure(arguments: list[str]) -> None:
    assert exit_status(arguments) == 0


@pytest.mark.parametrize(
    "arguments",
    [["bake"], [], ["--loud"], ["check", "--loud"], ["check", "one", "two"], ["matrix", "--lang", "de"], ["explain"],
     ["run", "--port", "many"]],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_call_ends_with_status_2(arguments: list[str]) -> None:
    assert exit_status(arguments) == 2


def test_an_unknown_command_is_told_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    exit_status(["bake"])
    told = capsys.readouterr().err
    assert [command for command in COMMANDS if command not in told] == []


class Failing:
    """A command that ends with an exception."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def add_to(self, commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        commands.add_parser("fail").set_defaults(run=self.run)

    def run(self, options: argparse.Namespace) -> int:
        raise self.error


def test_ctrl_c_ends_without_a_stack_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "COMMANDS", (Failing(KeyboardInterrupt()),))
    assert main(["fail"]) == 130


def test_an_unforeseen_error_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "COMMANDS", (Failing(ZeroDivisionError()),))
    with pytest.raises(ZeroDivisionError):
        main(["fail"])


@pytest.fixture
def broken_desks(desk_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Desk files with a mistake, served to every command."""
    file = desk_copy / "sendcloud.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("families:", "familes:", 1), encoding="utf-8")
    monkeypatch.setenv("GUICHET_DESKS", str(desk_copy))
    yield desk_copy


each_command = pytest.mark.parametrize("arguments", [["run"], ["check"], ["matrix"], ["explain", "oi"]], ids=" ".join)


@each_command
def test_with_broken_desk_files_a_command_fails(broken_desks: Path, arguments: list[str]) -> None:
    assert main(arguments) == 1


@each_command
def test_with_broken_desk_files_a_command_tells_what_is_wrong(
    broken_desks: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    main(arguments)
    assert "unknown key `familes` -> did you mean `families`?" in capsys.readouterr().err
