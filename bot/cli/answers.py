"""`guichet answers`: writes the answer book, so that a changed fact shows in review as changed answers."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from bot.book.markdown import pages
from bot.catalogue import current_catalogue
from bot.words import DOMAIN, load_responses

FOLDER = DOMAIN.parent / "docs" / "answers"
_SHOWN = 20  # lines of difference


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("answers", help="write the answer book", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the book is stale")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the book is (default: docs/answers)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    book = pages(current_catalogue(), load_responses())
    folder: Path = options.folder
    there = {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.md")}
    stale = [name for name in sorted(book.keys() | there.keys()) if book.get(name) != there.get(name)]
    if options.check:
        for name in stale:
            _tell(folder / name, there.get(name, ""), book.get(name, ""))
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in book:
            (folder / name).write_text(book[name], encoding="utf-8")
        else:
            (folder / name).unlink()
        print(f"{folder / name}: {'written' if name in book else 'removed'}")
    if not stale:
        print(f"{folder}: nothing has changed")
    return 0


def _tell(file: Path, there: str, right: str) -> None:
    print(f"{file}: stale; run `guichet answers`, and review what changed", file=sys.stderr)
    changes = list(difflib.unified_diff(there.splitlines(), right.splitlines(), "there", "now", lineterm="", n=1))
    print("\n".join(changes[:_SHOWN]), file=sys.stderr)
    if len(changes) > _SHOWN:
        print(f"… and {len(changes) - _SHOWN} more lines", file=sys.stderr)
