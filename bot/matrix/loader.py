"""Reads desk files: all that is wrong in them at once, each with its line and what would be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.matrix import yaml_lines
from bot.matrix.model import ADDRESS_FORM, CLOCK_SPAN_FORM, KEY_FORM, LANGUAGES, Catalogue, Desk
from bot.matrix.names import dangling_names, names_used_twice
from bot.matrix.yaml_lines import Document, Problem

DESKS = Path(__file__).resolve().parent.parent / "desks"


class DeskFileError(ValueError):
    """One or more desk files can't be used. `problems` lists everything that is wrong."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = f"{count} problem{'s' if count > 1 else ''} in the desk files:"
        super().__init__("\n  ".join([head, *map(str, self.problems)]))


def load_catalogue(folder: Path = DESKS) -> Catalogue:
    """Read every `*.yml` of `folder`.

    Raises:
        DeskFileError: with all problems of all files.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        fix = "put at least one desk file there"
        raise DeskFileError([Problem(str(folder), 1, "no desk file (*.yml) in this folder", fix)])
    readings = [_read(file) for file in files]
    problems = [problem for reading in readings for problem in reading.problems]
    problems += _problems_between(readings)
    if problems:
        raise DeskFileError(problems)
    return Catalogue(desks={reading.desk.desk: reading.desk for reading in readings if reading.desk})


def load_desk(file: Path) -> Desk:
    """Read one desk file.

    Raises:
        DeskFileError: with all problems of the file.
    """
    reading = _read(file)
    if reading.problems or reading.desk is None:
        raise DeskFileError(reading.problems)
    return reading.desk


@dataclass
class _Reading:
    """A desk file, what is wrong in it, and the desk if its shape is right."""

    document: Document
    problems: list[Problem]
    desk: Desk | None = None


def _read(file: Path) -> _Reading:
    document = yaml_lines.read(file)
    reading = _Reading(document, list(document.problems))
    data = document.data
    if data is None:
        return reading
    if not isinstance(data, dict):
        fix = "begin with `desk:` and its name"
        reading.problems.append(Problem(document.file, 1, "a desk file is a list of `key: value` entries", fix))
        return reading
    try:
        reading.desk = Desk.parse_obj(data)
    except ValidationError as error:
        reading.problems += _explain(document, error)
    name = data.get("desk")
    if isinstance(name, str) and name != file.stem:
        fix = f"rename the file to {name}.yml, or write `desk: {file.stem}`"
        what = f"the file holds the desk {name}"
        reading.problems.append(Problem(document.file, document.line(("desk",)), what, fix))
    reading.problems += dangling_names(document)
    reading.problems += names_used_twice(document)
    return reading


def _explain(document: Document, error: ValidationError) -> Iterator[Problem]:
    """pydantic's errors in the words of someone who edits YAML."""
    for item in error.errors():
        path = tuple(part for part in item["loc"] if part != "__root__")
        if path[-1:] == ("__key__",):
            yield from _wrong_keys(document, path[:-1])
            continue
        shown, kind, context = ".".join(map(str, path)) or "the file", item["type"], item.get("ctx", {})
        if kind == "value_error.extra":
            what, fix = f"unknown key `{shown}`", _nearest_key(document, path)
        elif kind == "value_error.missing":
            what, fix = f"`{shown}` is missing", f"add `{path[-1]}:`"
        elif kind in ("value_error.const", "type_error.enum"):
            allowed = context.get("permitted") or [value.value for value in context.get("enum_values", ())]
            what, fix = f"`{shown}` has an unknown value", "one of: " + ", ".join(map(str, allowed))
        elif kind == "value_error.str.regex":
            what, fix = f"`{shown}` has a wrong form", _EXAMPLES[context["pattern"]]
        elif kind in _PLAIN_WORDS:
            what, fix = f"`{shown}` {_PLAIN_WORDS[kind][0]}", _PLAIN_WORDS[kind][1]
        else:
            what, fix = f"`{shown}`: {item['msg']}", ""
        yield Problem(document.file, document.line(path), what, fix)


_EXAMPLES = {
    KEY_FORM: "lower-case letters, digits and _ : my_plan",
    ADDRESS_FORM: "an e-mail address in lower case: name@example.com",
    CLOCK_SPAN_FORM: 'opening and closing time in quotes: "08:15-12:45"',
}

_PLAIN_WORDS = {
    "type_error.none.not_allowed": ("has no value", "write one, or remove the key"),
    "type_error.dict": ("is not made of keys and values", "write for example {pt: …, fr: …}, or entries below it"),
    "type_error.tuple": ("is not a list", "write a list: [one, another]"),
    "type_error.list": ("is not a list", "write a list: [one, another]"),
    "type_error.str": ("is not a text", 'write a text, in "double quotes" if it looks like a number'),
    "type_error.integer": ("is not a whole number", "write a whole number, such as 3"),
    "value_error.any_str.min_length": ("is empty", "write something, or remove the key"),
    "value_error.date": ("is not a date", "write year, month and day: 2026-11-21"),
    "value_error.number.not_gt": ("is too small", "write a number from 1 upward"),
    "value_error.number.not_le": ("is too large", "write a number up to 60"),
}


def _wrong_keys(document: Document, path: yaml_lines.Path) -> Iterator[Problem]:
    """The keys of a mapping that are no names: pydantic does not say which."""
    for key in _mapping(document.data, *path):
        if not re.match(KEY_FORM, str(key)):
            what = f"`{key}` is no name for an entry of `{'.'.join(map(str, path))}`"
            yield Problem(document.file, document.line((*path, str(key))), what, _EXAMPLES[KEY_FORM])


def _nearest_key(document: Document, path: yaml_lines.Path) -> str:
    if _at(document.data, path) is None:
        return 'a text that holds a comma needs "double quotes"'
    allowed = _allowed_keys(path[:-1])
    close = difflib.get_close_matches(str(path[-1]), allowed, n=1)
    return f"did you mean `{close[0]}`?" if close else "known here: " + ", ".join(allowed)


def _allowed_keys(path: yaml_lines.Path) -> list[str]:
    """The keys that the model knows at `path`."""
    model: type[BaseModel] = Desk
    for part in path:
        field = next((field for field in model.__fields__.values() if field.alias == part), None)
        if field is not None and isinstance(field.type_, type) and issubclass(field.type_, BaseModel):
            model = field.type_
    return [field.alias for field in model.__fields__.values()]


def _problems_between(readings: Sequence[_Reading]) -> Iterator[Problem]:
    """What only shows when all desks stand side by side."""
    plans: dict[str, str] = {}
    names: dict[str, str] = {}
    default_desks: dict[str, str] = {}
    for reading in readings:
        document, data = reading.document, reading.document.data
        for index, language in enumerate(_items(data, "default_for")):
            owner = default_desks.setdefault(str(language), document.file)
            if owner != document.file:
                what = f"`{language}` is in `default_for` of {owner} too"
                line = document.line(("default_for", index))
                yield Problem(document.file, line, what, "a language has one default desk")
        for plan in _mapping(data, "plans"):
            owner = plans.setdefault(plan, document.file)
            if owner != document.file:
                what = f"the plan `{plan}` is in {owner} too"
                yield Problem(document.file, document.line(("plans", plan)), what, "a plan belongs to one desk")
        for language in LANGUAGES:
            for index, name in enumerate(_items(data, "called", language)):
                owner = names.setdefault(str(name).casefold(), document.file)
                if owner != document.file:
                    line = document.line(("called", language, index))
                    yield Problem(document.file, line, f"`{name}` is a name in {owner} too", "keep it in one file")
    if all(reading.desk is not None for reading in readings):
        for language in (language for language in LANGUAGES if language not in default_desks):
            document = readings[0].document
            fix = "name it in `default_for` of one desk, or bring back the desk file that did"
            yield Problem(document.file, document.line(("default_for",)), f"no desk is the default for {language}", fix)


def _mapping(data: Any, *path: str | int) -> dict[str, Any]:
    """The mapping at `path`, or an empty one: the file's shape may be wrong."""
    value = _at(data, path)
    return value if isinstance(value, dict) else {}


def _items(data: Any, *path: str | int) -> list[Any]:
    """The list at `path`, or an empty one."""
    value = _at(data, path)
    return value if isinstance(value, list) else []


def _at(data: Any, path: Sequence[str | int]) -> Any:
    """The value at `path`, or None."""
    for part in path:
        if isinstance(data, list) and isinstance(part, int):
            data = data[part]
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return data
