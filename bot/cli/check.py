"""`guichet check`: do desk files, responses, rules and training data hold together? All that is wrong, at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.catalogue import desks_folder
from bot.checks import check_project
from bot.checks.domain import Domain
from bot.matrix import yaml_lines
from bot.matrix.evidence import (
    against_article,
    changed_lines,
    digest_file,
    facts,
    line_digests,
    topics_without_intent,
    unsupported_values,
)
from bot.matrix.loader import DeskFileError, load_catalogue
from bot.matrix.model import Catalogue
from bot.matrix.yaml_lines import Problem
from bot.words import DOMAIN


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("check", help="check desk files, words, rules, training data", description=__doc__)
    parser.add_argument("desk", nargs="?", help="this desk's file alone; with --against, the desk the article is about")
    parser.add_argument("--against", metavar="ARTICLE", type=Path, help="hold every word to a text copy of the article")
    parser.add_argument("--accept", action="store_true", help="with --against: keep this copy's lines as read")
    parser.add_argument(
        "--desks", metavar="FOLDER", type=Path, default=None, help="another folder of desk files, alone"
    )
    parser.add_argument("--quiet", action="store_true", help="print problems only")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.accept and options.against is None:
        print("--accept keeps the lines of an article: add --against ARTICLE", file=sys.stderr)
        return 2
    folder = options.desks or desks_folder()
    if options.against is None and options.desk is None and options.desks is None:
        return _report([*_check_desks(folder, None, quiet=options.quiet), *_check_project(quiet=options.quiet)])
    catalogue = load_catalogue(folder)
    if options.desk is not None and options.desk not in catalogue.desks:
        print(f"no desk is called {options.desk}; there are: {', '.join(catalogue.desks)}", file=sys.stderr)
        return 2
    if options.against is not None:
        return _check_against(catalogue, folder, options)
    return _report(_check_desks(folder, options.desk, quiet=options.quiet))


def _check_desks(folder: Path, only: str | None, *, quiet: bool) -> list[Problem]:
    try:
        catalogue = load_catalogue(folder)
    except DeskFileError as error:
        return list(error.problems)
    problems: list[Problem] = []
    domain = Domain(yaml_lines.read(DOMAIN))
    for key, desk in catalogue.desks.items():
        if only in (None, key):
            file = folder / f"{key}.yml"
            document = yaml_lines.read(file, shown_as=str(file))
            found = [*unsupported_values(desk, document), *topics_without_intent(desk, document, domain.intents)]
            problems += found
            if not quiet and not found:
                print(f"{file}: valid, {sum(1 for _ in facts(desk))} facts, each with its source or its reason")
    return problems


def _check_project(*, quiet: bool) -> list[Problem]:
    problems = list(check_project(DOMAIN.parent))
    if not quiet and not problems:
        print("domain.yml, data/stories, data/nlu: valid")
    return problems


def _check_against(catalogue: Catalogue, folder: Path, options: argparse.Namespace) -> int:
    try:
        article = options.against.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"{options.against} cannot be read: {error}", file=sys.stderr)
        return 2
    key = options.desk or _closest_desk(catalogue, article)
    desk, file = catalogue.desks[key], folder / f"{key}.yml"
    problems = list(against_article(desk, yaml_lines.read(file, shown_as=str(file)), article))
    kept = digest_file(file)
    changes = changed_lines(kept.read_text().split(), article) if kept.exists() else []
    for change in changes:
        text = article[change.number - 1] if change.kind != "removed" else ""
        print(f"{options.against}:{change.number}: {change.kind} since it was read {desk.article.read}: {text[:80]}")
    if options.accept and not problems:
        kept.write_text("\n".join(line_digests(article)) + "\n")
        print(f"{kept}: the lines of {options.against} are kept as read; set `article.read` in {file}")
    elif not problems and not changes and not options.quiet:
        count = sum(len(located.fact.source) for located in facts(desk))
        print(f"{file}: all {count} source words stand on their lines of {options.against}; no line has changed")
    return _report(problems) or (1 if changes and not options.accept else 0)


def _closest_desk(catalogue: Catalogue, article: list[str]) -> str:
    """The desk whose words the article holds most of."""

    def held(key: str) -> float:
        words = [source.words for located in facts(catalogue.desks[key]) for source in located.fact.source]
        return sum(any(word in line for line in article) for word in words) / max(1, len(words))

    return max(catalogue.desks, key=held)


def _report(problems: list[Problem]) -> int:
    for problem in sorted(problems):
        print(problem, file=sys.stderr)
    if problems:
        count = len(problems)
        print(f"{count} problem{'s' if count > 1 else ''}.", file=sys.stderr)
    return 1 if problems else 0
