"""Reads desk files: all that is wrong in them at once, each with its line and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic.fields import ModelField

from bot.matrix import yaml_lines
from bot.matrix.model import LANGUAGES, Address, Catalogue, ClockSpan, Desk, Key
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
    problems: list[Problem] = []
    desks: dict[str, Desk] = {}
    for file in files:
        try:
            desk = load_desk(file)
        except DeskFileError as error:
            problems.extend(error.problems)
            continue
        desks[desk.desk] = desk
    problems.extend(_problems_between(desks))
    if problems:
        raise DeskFileError(problems)
    return Catalogue(desks=desks)


def load_desk(file: Path) -> Desk:
    """Read one desk file.

    Raises:
        DeskFileError: with all problems of the file.
    """
    document = yaml_lines.read(file)
    if document.problems and document.data is None:
        raise DeskFileError(document.problems)
    if not isinstance(document.data, dict):
        fix = "begin with `desk:` and its name"
        raise DeskFileError([Problem(document.file, 1, "a desk file is a list of `key: value` entries", fix)])
    problems = list(document.problems)
    try:
        desk = Desk.parse_obj(document.data)
    except ValidationError as error:
        problems.extend(_explain(document, error))
        raise DeskFileError(problems) from None
    if desk.desk != file.stem:
        fix = f"rename the file to {desk.desk}.yml, or write `desk: {file.stem}`"
        problems.append(Problem(document.file, document.line(("desk",)), f"the file holds the desk {desk.desk}", fix))
    problems.extend(_dangling_names(document, desk))
    problems.extend(_names_used_twice(document, desk))
    if problems:
        raise DeskFileError(problems)
    return desk


def _explain(document: Document, error: ValidationError) -> Iterator[Problem]:
    """pydantic's errors in the words of someone who edits YAML."""
    for item in error.errors():
        path = tuple(part for part in item["loc"] if part != "__root__")
        shown = ".".join(map(str, path))
        line, kind, message = document.line(path), item["type"], item["msg"]
        context = item.get("ctx", {})
        if kind == "value_error.extra":
            allowed = _allowed_keys(path[:-1])
            close = difflib.get_close_matches(str(path[-1]), allowed, n=1)
            fix = f"did you mean `{close[0]}`?" if close else "known here: " + ", ".join(allowed)
            if " " in str(path[-1]):
                fix = 'a text that holds a comma needs "double quotes"'
            yield Problem(document.file, line, f"unknown key `{shown}`", fix)
        elif kind == "value_error.missing":
            yield Problem(document.file, line, f"`{shown}` is missing", f"add `{path[-1]}:`")
        elif kind == "value_error.const":
            permitted = ", ".join(map(str, context.get("permitted", ())))
            yield Problem(document.file, line, f"`{shown}` has an unknown value", f"one of: {permitted}")
        elif kind == "type_error.none.not_allowed":
            yield Problem(document.file, line, f"`{shown}` has no value", "write one, or remove the key")
        elif kind == "value_error.str.regex":
            fix = _EXAMPLES.get(context.get("pattern", ""), f"it has the form {context.get('pattern')}")
            yield Problem(document.file, line, f"`{shown}` has a wrong form", fix)
        else:
            yield Problem(document.file, line, f"`{shown}`: {message}")


_EXAMPLES = {
    Key.regex.pattern: "lower-case letters, digits and _ : small_shop",
    Address.regex.pattern: "an e-mail address in lower case: name@example.com",
    ClockSpan.regex.pattern: 'opening and closing time in quotes: "09:00-17:30"',
}


def _allowed_keys(path: tuple[Any, ...]) -> list[str]:
    """The keys that the model knows at `path`."""
    model: type[BaseModel] = Desk
    for part in path:
        if isinstance(part, int):
            continue
        field = _field(model, str(part))
        if field is not None and isinstance(field.type_, type) and issubclass(field.type_, BaseModel):
            model = field.type_
    return [field.alias for field in model.__fields__.values()]


def _field(model: type[BaseModel], key: str) -> ModelField | None:
    return next((field for field in model.__fields__.values() if field.alias == key), None)


def _dangling_names(document: Document, desk: Desk) -> Iterator[Problem]:
    """Names that point at nothing in the same file."""

    def check(path: yaml_lines.Path, name: str | None, known: Iterable[str], kind: str) -> Iterator[Problem]:
        known = list(known)
        if name is not None and name not in known:
            shown = ", ".join(known) or "none is defined"
            yield Problem(document.file, document.line(path), f"no {kind} is called `{name}`", f"one of: {shown}")

    for key, plan in desk.plans.items():
        yield from check(("plans", key, "family"), plan.family, desk.families, "family")
    for key, option in desk.options.items():
        at = ("options", key)
        for index, name in enumerate(option.plans):
            yield from check((*at, "plans", index), name, desk.plans, "plan")
        for index, name in enumerate(option.door.mailboxes if option.door else ()):
            yield from check((*at, "door", "mailboxes", index), name, desk.mailboxes, "mailbox")
        for number, hours in enumerate(option.hours):
            for index, name in enumerate(hours.markets):
                yield from check((*at, "hours", number, "markets", index), name, desk.markets, "market")
        for number, exception in enumerate(option.exceptions):
            for index, name in enumerate(exception.markets):
                yield from check((*at, "exceptions", number, "markets", index), name, desk.markets, "market")
    for key, topic in desk.topics.items():
        yield from check(("topics", key, "mailbox"), topic.mailbox, desk.mailboxes, "mailbox")
        yield from check(("topics", key, "through"), topic.through, desk.options, "option")
        for index, name in enumerate(topic.write.details if topic.write else ()):
            yield from check(("topics", key, "write", "details", index), name, desk.details, "detail")
        if topic.time and not desk.business_days:
            line = document.line(("topics", key, "time"))
            yield Problem(document.file, line, "a time in business days needs a calendar", "add `business_days:`")
    yield from check(("general_door", "option"), desk.general_door.option, desk.options, "option")
    yield from check(("general_door", "topic"), desk.general_door.topic, desk.topics, "topic")
    for table, rules in (("urgent", desk.best_door.urgent), ("not_urgent", desk.best_door.not_urgent)):
        for index, rule in enumerate(rules):
            yield from check(("best_door", table, index, "option"), rule.option, desk.options, "option")


def _names_used_twice(document: Document, desk: Desk) -> Iterator[Problem]:
    """One name for two plans, two markets …: nobody could tell which is meant."""
    for kind in ("plans", "markets", "not_named"):
        owners: dict[str, str] = {}
        for key, entry in getattr(desk, kind).items():
            for language in LANGUAGES:
                for index, name in enumerate(getattr(entry.called, language)):
                    owner = owners.setdefault(name.casefold(), key)
                    if owner != key:
                        line = document.line((kind, key, "called", language, index))
                        what = f"`{name}` is already a name of `{owner}`"
                        yield Problem(document.file, line, what, "keep it in one place")


def _problems_between(desks: dict[str, Desk]) -> Iterator[Problem]:
    """What only shows when all desks stand side by side."""
    for language in LANGUAGES:
        holders = [key for key, desk in desks.items() if language in desk.default_for]
        if len(holders) > 1:
            what = f"`{language}` is in `default_for` of {' and '.join(holders)}"
            yield Problem(f"{holders[-1]}.yml", 1, what, "a language has one default desk")
    owners: dict[str, str] = {}
    for key, desk in desks.items():
        for plan in desk.plans:
            owner = owners.setdefault(plan, key)
            if owner != key:
                what = f"the plan `{plan}` is in {owner}.yml too"
                yield Problem(f"{key}.yml", 1, what, "a plan belongs to one desk")
