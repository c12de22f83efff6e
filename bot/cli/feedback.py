"""`guichet feedback`: which answers helped, and which did not."""

from __future__ import annotations

import argparse
import os
import sys
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

DATABASE = "conversations.db"


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("feedback", help="show which answers helped", description=__doc__)
    parser.add_argument(
        "--db", help="the conversations' SQLite file (default: GUICHET_CONVERSATIONS, conversations.db)"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from rasa.core.tracker_store import SQLTrackerStore

    from bot.storage.conversations import DATABASE as VARIABLE
    from bot.storage.database import Database

    file = Path(options.db or os.environ.get(VARIABLE) or DATABASE)
    if not file.is_file():
        print(f"There are no conversations in {file}; name their file with --db.", file=sys.stderr)
        return 1
    database = Database(SQLTrackerStore.get_db_url("sqlite", db=str(file)), busy_wait=1)
    counts: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for judged, times in database.feedback():
        answer = (judged.desk or "", judged.kind, judged.subject or "", judged.plan or "", judged.language or "")
        counts[answer][0 if judged.solved else 1] += times
    database.close()
    if not counts:
        print("No answer has been judged yet.")
        return 0
    table = Table("desk", "question", "about", "plan", "language", "helped", "did not")
    for about, (helped, did_not) in sorted(counts.items(), key=lambda row: (-row[1][1], row[0])):
        table.add_row(*about, str(helped), str(did_not))
    Console().print(table)
    return 0
