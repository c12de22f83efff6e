"""The names of responses and actions that code uses: read from Python, and from the widget's scripts and page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answers.layout import COMPOSED

_RESPONSE = re.compile(r"utter_[a-z0-9_]*[a-z0-9]$")
_LABEL = re.compile(r"utter_(?:widget_|(?=demo_))")
_QUOTED = re.compile(r"""(["'`])(\w+)(?:\1|\$\{)""")  # a word, or what a template begins with


@dataclass(frozen=True)
class Name:
    """A name in a file; of an f-string its first part, where `is_beginning`."""

    text: str
    file: str
    line: int
    is_beginning: bool = False


@dataclass(frozen=True)
class Code:
    responses: tuple[Name, ...]
    actions: frozenset[str]
    labels: frozenset[str] = frozenset()
    """Words that the widget's files quote: labels are named there without `utter_widget_` or `utter_`."""

    def uses(self, response: str) -> bool:
        if label := _LABEL.match(response):
            name = response[label.end() :]
            return any(name.startswith(said) if said.endswith("_") else name == said for said in self.labels)
        return any(
            response.startswith(name.text) if name.is_beginning else response == name.text for name in self.responses
        )


def names_in_code(files: Iterable[Path], root: Path, widget: Iterable[Path] = ()) -> Code:
    """Responses that the files name, and actions that they define. A file that is no Python is left out.

    `widget`: the files whose quoted words are labels.
    """
    labels = {word for file in widget for _, word in _QUOTED.findall(file.read_text(encoding="utf-8"))}
    responses: list[Name] = []
    actions: set[str] = set()
    for file in sorted(files):
        try:
            tree = ast.parse(file.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            continue
        responses += _responses(tree, str(file.relative_to(root)))
        actions |= set(_actions(tree))
    named = tuple(name for name in responses if name.text != COMPOSED)
    return Code(named, frozenset(actions), frozenset(labels))


def _responses(tree: ast.AST, file: str) -> Iterator[Name]:
    f_strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    for f_string in f_strings:
        first = f_string.values[0] if f_string.values else None
        if isinstance(first, ast.Constant) and str(first.value).startswith("utter_"):
            yield Name(str(first.value), file, f_string.lineno, is_beginning=True)
    parts = {id(part) for f_string in f_strings for part in f_string.values}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in parts:
            continue
        if isinstance(node.value, str) and _RESPONSE.match(node.value):
            yield Name(node.value, file, node.lineno)


def _actions(tree: ast.AST) -> Iterator[str]:
    """What a method `name` returns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name == "name":
            for inner in ast.walk(node):
                if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Constant):
                    yield str(inner.value.value)
