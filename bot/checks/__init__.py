"""Checks of what stands around the desk files: responses, rules, training data. Pure: files in, problems out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.checks.code import names_in_code
from bot.checks.domain import Domain
from bot.checks.responses import check_responses
from bot.checks.rules import check_rules
from bot.checks.training import check_training
from bot.matrix import yaml_lines
from bot.matrix.yaml_lines import Document, Problem


def check_project(root: Path) -> Iterator[Problem]:
    """All problems of `domain.yml`, `data/stories` and `data/nlu` below `root`, each with file and line."""
    domain = Domain(_read(root / "domain.yml", root))
    stories = [_read(file, root) for file in sorted(root.glob("data/stories/**/*.yml"))]
    training = [_read(file, root) for file in sorted(root.glob("data/nlu/**/*.yml"))]
    python = [*root.glob("bot/**/*.py"), *root.glob("actions/**/*.py")]
    widget = [file for kind in ("js", "html") for file in root.glob(f"bot/channels/widget/*.{kind}")]
    widget += root.glob("bot/channels/demo_*.py")
    code = names_in_code(python, root, widget)
    for document in (domain.document, *stories, *training):
        yield from document.problems
    yield from check_responses(domain, stories, code)
    yield from check_rules(domain, stories, code)
    yield from check_training(domain, training)


def _read(file: Path, root: Path) -> Document:
    return yaml_lines.read(file, shown_as=str(file.relative_to(root)))
