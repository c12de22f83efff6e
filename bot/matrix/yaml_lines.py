"""YAML that knows its lines, and refuses what PyYAML lets through in silence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path as FilePath
from typing import Any

import yaml

Path = tuple[str | int, ...]

_BOOLEAN_TAG = "tag:yaml.org,2002:bool"
_INTEGER_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_NULL_TAG = "tag:yaml.org,2002:null"
_DATE_TAG = "tag:yaml.org,2002:timestamp"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's, ten times as fast, where it is there
_LARGEST_FILE = 1_000_000  # bytes; a desk file has some 20 kB


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a file: where, what, and what would be right."""

    file: str
    line: int
    what: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" + (f" -> {self.fix}" if self.fix else "")


@dataclass
class Document:
    """A parsed file: its data, the line of each path in it, and the problems of its form."""

    file: str
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line (from 1) of `path`, or of the nearest entry above it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)


def read(file: FilePath, *, shown_as: str | None = None) -> Document:
    """Parse `file`; what is wrong with its form is in `problems`, never an exception."""
    document = Document(shown_as or file.name)
    text = ""
    try:
        if file.stat().st_size > _LARGEST_FILE:
            document.problems.append(Problem(document.file, 1, "the file is larger than 1 MB", "is it a desk file?"))
            return document
        text = file.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=_LOADER)
        if node is None or node.tag == _NULL_TAG:
            document.problems.append(Problem(document.file, 1, "the file is empty", "write a desk into it"))
            return document
        _walk(node, (), document, set())
        document.data = yaml.load(text, Loader=_LOADER)  # noqa: S506 (a safe loader either way)
    except (OSError, UnicodeDecodeError) as error:
        document.problems.append(Problem(document.file, 1, f"cannot be read: {error}", "is it a UTF-8 text file?"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        fix = 'put a text that holds , : ? # or quotes into "double quotes"'
        if "\t" in "".join(text.splitlines()[line - 1 : line]):
            fix = "indent with spaces, not with a tab (\\t)"
        document.problems.append(Problem(document.file, line, f"not valid YAML: {error.problem}", fix))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if document.problems:  # they say it with their line
            return document
        document.problems.append(Problem(document.file, 1, f"not valid YAML: {error}", "check the file's form"))
    return document


def _walk(node: yaml.Node, path: Path, document: Document, seen: set[int]) -> None:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if id(node) in seen:  # an alias that holds itself
        return
    if isinstance(node, yaml.MappingNode):
        keys: dict[str, int] = {}
        for key_node, value_node in node.value:
            _check_scalar(key_node, document)
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in keys:
                what = f"`{key}` stands twice (first on line {keys[key]})"
                document.problems.append(Problem(document.file, line, what, "keep one of them"))
            keys.setdefault(key, line)
            below = (*path, key)
            document.lines[below] = line
            _walk(value_node, below, document, seen | {id(node)})
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            _walk(item, (*path, index), document, seen | {id(node)})
    else:
        _check_scalar(node, document)


def _check_scalar(node: yaml.Node, document: Document) -> None:
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return
    line = node.start_mark.line + 1
    if node.tag == _BOOLEAN_TAG and node.value.lower() not in ("true", "false"):
        what = f"`{node.value}` without quotes is read as true or false"
        document.problems.append(Problem(document.file, line, what, f'write true or false, or "{node.value}"'))
    elif node.tag in _INTEGER_TAGS and ":" in node.value:
        what = f"`{node.value}` without quotes is read as a number"
        document.problems.append(Problem(document.file, line, what, f'write "{node.value}"'))
    elif node.tag == _DATE_TAG and not _is_date(node.value):
        what = f"`{node.value}` is no day of the calendar"
        document.problems.append(Problem(document.file, line, what, "write year, month and day: 2026-11-21"))


def _is_date(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
