"""`guichet`: one command for people."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.cli import answers, check, explain, feedback, matrix, run, telegram
from bot.matrix.loader import DeskFileError

COMMANDS = (run, check, matrix, explain, answers, feedback, telegram)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    parser = argparse.ArgumentParser(prog="guichet", description="Sends merchants through the right support door.")
    commands = parser.add_subparsers(metavar="command", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    chosen = parser.parse_args(arguments)
    try:
        return int(chosen.run(chosen))
    except DeskFileError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
