"""Facts never come from Python or from domain.yml: change any of a desk file, and an answer changes with it."""

from __future__ import annotations

import ast
import copy
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.matrix.loader import DESKS, load_catalogue
from bot.matrix.model import Catalogue, Desk
from bot.matrix.names import dangling_names
from bot.matrix.yaml_lines import Document
from bot.words import DOMAIN, Responses, load_responses
from tests.answers.book import INSTANTS, Page, pages

Place = tuple[str | int, ...]

ROOT = DOMAIN.parent

EXCEPTIONS = [
    {"from": date(2026, 11, 18), "to": date(2026, 11, 21), "markets": ["fr", "be"], "open": "10:00-12:00",
     "announced": "e-mail of 10 November"},
    {"from": date(2026, 12, 25), "to": date(2026, 12, 29), "markets": ["gb", "es"], "closed": True,
     "announced": "e-mail of 1 December"},
]  # fmt: skip
"""The shipped files have none; with these, their values can be changed, too."""

NEVER_HEARD = {
    "desk": "the key of the file, which must be the file's name",
    "*called.*": "what merchants call it, which the gazetteer looks for",
    "plans.*.everyday.*": "what merchants call it, which the gazetteer looks for",
    "markets.*.everyday.*": "what merchants call it, which the gazetteer looks for",
    "*.source*.line": "evidence for the support lead; an answer carries it as a citation, not in its words",
    "*.source*.words": "evidence for the support lead; an answer carries it as a citation, not in its words",
    "*.source*.ticks": "evidence for the support lead",
    "*.list_lost.line": "evidence for the support lead; that a list is lost is heard, and tested below",
    "*.list_lost.words": "evidence for the support lead; that a list is lost is heard, and tested below",
    "*assumed.why": "the reason, for the support lead; the merchant hears `say`",
    "article.read": "the day of reading, for the support lead",
    "markets.*.zone": "hours are told in the zone of the hours",
    "options.*.door.inside_account": "where the door is, the merchant hears from `where`",
    "general_door.topic": "the merchant hears the door, whatever the topic",
    "options.*.exceptions.*.announced": "where it was announced, for the support lead; that it was is told",
    "options.priority.button.*": "has no door of its own to press a button for",
    "options.account_manager.button.*": "has no door of its own to press a button for",
}
"""Leaves that by design no merchant hears, and why."""

NEVER_HEARD_OF = {
    "clearsale": {
        "options.email.name.*": "the only way of contact; its addresses are told in its place",
        "options.email.button.*": "the only way of contact; there is no other answer to offer it from",
    },
    "sendcloud": {
        "article.language": "the language of mails; Sendcloud has no mailbox",
        "best_door.urgent.2.*": "comes after the chat, which every plan has",
        "best_door.not_urgent.1.*": "comes after the chat, which every plan has",
    },
}

TESTED_ELSEWHERE = {
    "default_for.*": "decides the desk before any answer: test_context.py",
    "details.*.kind": "how an answer is checked: test_drafting.py",
    "details.*.examples.*": "shown when it is not valid: test_drafting.py",
    "*holidays.*": "calendars: test_hours.py, test_deadlines.py",
    "options.*.exceptions.*.closed": "needs the other hours in its place: test_answering.py",
}


# ── The leaves of a desk file ────────────────────────────────────────────────────────────────────────


@cache
def raw(desk: str) -> dict[str, Any]:
    """The file as it is written, with some exceptions to the phone's hours."""
    data: dict[str, Any] = yaml.safe_load((DESKS / f"{desk}.yml").read_text(encoding="utf-8"))
    if "phone" in data["options"]:
        data["options"]["phone"]["exceptions"] = copy.deepcopy(EXCEPTIONS)
    return data


def leaves(value: object, place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every single value, with its place."""
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*place, key))
    else:
        yield place, value


def dotted(place: Place) -> str:
    return ".".join(map(str, place))


def is_listed(place: Place, *lists: dict[str, str]) -> bool:
    return any(fnmatchcase(dotted(place), pattern) for patterns in lists for pattern in patterns)


def with_value(data: dict[str, Any], place: Place, value: object) -> dict[str, Any]:
    """A copy with another value at `place`; None takes it out."""
    changed = copy.deepcopy(data)
    holder: Any = changed
    for key in place[:-1]:
        holder = holder[key]
    if value is None:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return changed


# ── Valid changes ────────────────────────────────────────────────────────────────────────────────────

REFERENCES = {
    "plans.*.family": "families",
    "topics.*.mailbox": "mailboxes",
    "topics.*.through": "options",
    "general_door.option": "options",
    "general_door.topic": "topics",
    "best_door.*.*.option": "options",
}
"""Leaves that name another entry: they take the next one that can stand there."""

LISTS_OF_NAMES = {
    "options.*.plans.*": "plans",
    "options.*.door.mailboxes.*": "mailboxes",
    "options.*.hours.*.markets.*": "markets",
    "options.*.exceptions.*.markets.*": "markets",
    "topics.*.write.details.*": "details",
    "topics.*.write.optional.*": "details",
}
"""Lists of other entries' names: a name is taken out, or, where it is the only one, replaced."""


def changes(desk: str, place: Place, value: Any) -> Iterator[tuple[str, object]]:
    """Valid other values for a leaf, each with what it does; one or more."""
    path = dotted(place)
    reference = next((section for pattern, section in REFERENCES.items() if fnmatchcase(path, pattern)), None)
    listed = next((section for pattern, section in LISTS_OF_NAMES.items() if fnmatchcase(path, pattern)), None)
    if reference is not None:
        if another(raw(desk), reference, value) != value:  # ClearSale has no other option
            yield "names another", another(raw(desk), reference, value)
    elif listed is not None:
        alone = len(at(raw(desk), place[:-1])) == 1
        yield ("names another", another(raw(desk), listed, value)) if alone else ("is gone", None)
    elif fnmatchcase(path, "options.*.hours.*.days.*"):
        yield "is a Saturday", "sat"
    elif fnmatchcase(path, "business_days.may_add_a_day.*.calendar"):
        yield "is another", "Dia do Servidor Público"
    elif fnmatchcase(path, "locked_out.topics.*"):
        yield "is another", "cancel_plan"
    elif place[-1] == "if":
        yield "is gone", None
    elif place[-1] == "open":
        opens, closes = value.split("-")
        yield "opens earlier", f"07:15-{closes}"
        yield "closes later", f"{opens}-18:45"
    elif place[-1] == "zone":
        yield "is in Asia", "Asia/Tokyo"
    elif path == "article.language":
        yield "is another", "fr" if value == "pt" else "pt"
    elif place[-1] == "words":
        yield "is another", "abracadabra"
    elif place[-1] == "from":
        yield "begins later", value + timedelta(days=1)
    elif place[-1] == "to":
        yield "ends earlier", value - timedelta(days=1)
    elif isinstance(value, bool):
        yield "is the contrary", not value
    elif isinstance(value, int):
        yield "is greater", value + 1
    elif isinstance(value, date):
        yield "is later", value + timedelta(days=1)
    elif "@" in value and " " not in value:
        yield "is another", f"x{value}"
    else:
        yield "has another word", f"{value}-abracadabra"


def at(data: Any, place: Place) -> Any:
    for key in place:
        data = data[key]
    return data


def another(data: dict[str, Any], section: str, name: str) -> str:
    """The next entry of the section; a door for an option that is a door."""
    keys = [key for key in data[section] if section != "options" or "door" in data[section][key]]
    return str(keys[(keys.index(name) + 1) % len(keys)])


def read(data: dict[str, Any]) -> Desk:
    """The desk of changed data, which must be valid."""
    assert list(dangling_names(Document("changed.yml", data))) == []
    return Desk.parse_obj(data)


# ── The book before and after ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Book:
    """The answers of one catalogue. `pages` are told apart by question and text; they stand in no order, so
    that a change shows early."""

    catalogue: Catalogue
    responses: Responses
    pages: list[tuple[str, Page]]

    def differs_with(self, changed: Desk) -> bool:
        """Whether any answer is another with `changed` in the place of the desk."""
        catalogue = Catalogue(desks={**self.catalogue.desks, changed.desk: changed})
        return any(page.text(catalogue, self.responses) != text for text, page in self.pages)


@pytest.fixture(scope="module")
def book(catalogue: Catalogue) -> Book:
    full, responses = Catalogue(desks={key: read(raw(key)) for key in catalogue.desks}), load_responses()
    everything = [page for now in INSTANTS.values() for page in pages(full, now, short=True)]
    random.Random(7).shuffle(everything)
    apart = {(page.said, page.text(full, responses)): page for page in everything}
    return Book(full, responses, [(text, page) for (_, text), page in apart.items()])


def heard_changes() -> Iterator[Any]:
    for desk in load_catalogue().desks:
        for place, value in leaves(raw(desk)):
            if not is_listed(place, NEVER_HEARD, NEVER_HEARD_OF[desk], TESTED_ELSEWHERE):
                for what, new in changes(desk, place, value):
                    yield pytest.param(desk, place, new, id=f"{desk}: {dotted(place)} {what}")


@pytest.mark.parametrize(("desk", "place", "value"), heard_changes())
def test_a_fact_that_is_changed_in_the_file_changes_an_answer(
    book: Book, desk: str, place: Place, value: object
) -> None:
    assert book.differs_with(read(with_value(raw(desk), place, value)))


@pytest.mark.parametrize("desk", NEVER_HEARD_OF)
def test_what_no_merchant_hears_changes_no_answer(book: Book, desk: str) -> None:
    data = copy.deepcopy(raw(desk))
    for place, value in leaves(raw(desk)):
        if is_listed(place, NEVER_HEARD, NEVER_HEARD_OF[desk]) and place != ("desk",) and "ticks" not in place:
            for _, new in changes(desk, place, value):
                data = with_value(data, place, new)
    assert not book.differs_with(read(data))


@pytest.mark.parametrize("pattern", [*NEVER_HEARD, *TESTED_ELSEWHERE])
def test_what_is_said_never_to_be_heard_stands_in_a_desk_file(pattern: str) -> None:
    places = [place for desk in NEVER_HEARD_OF for place, _ in leaves(raw(desk))]
    assert any(is_listed(place, {pattern: ""}) for place in places)


@pytest.mark.parametrize(
    ("desk", "pattern"), [(desk, pattern) for desk, few in NEVER_HEARD_OF.items() for pattern in few]
)
def test_what_is_said_never_to_be_heard_of_a_desk_stands_in_its_file(desk: str, pattern: str) -> None:
    assert any(is_listed(place, {pattern: ""}) for place, _ in leaves(raw(desk)))


REMOVABLE = {
    "sendcloud": (
        ("options", "email", "use_for"),
        ("options", "email", "kinds"),
        ("options", "account_manager", "not_for"),
        ("options", "account_manager", "see_also"),
        ("options", "account_manager", "use_for"),
        ("options", "phone", "hours"),
        ("options", "phone", "exceptions"),
        ("options", "phone", "door"),
        ("options", "phone", "hours", 0, "assumed", "say"),
        ("find_plan",),
        ("peak_season",),
        ("locked_out",),
        ("topics", "parcel_claim"),
        ("topics", "label_error", "know_first"),
    ),
    "clearsale": (
        ("topics", "integration_problem", "write", "list_lost"),
        ("topics", "request_login", "write", "list_lost"),
        ("topics", "request_login", "time"),
        ("topics", "account_question", "times_unclear"),
        ("topics", "invoice_not_received", "only_if"),
        ("topics", "cancel_plan", "may_add"),
        ("topics", "order_analysis"),
        ("business_days", "may_add_a_day"),
        ("not_named", "chat"),
    ),
}  # fmt: skip
"""Entries that a file may leave out."""


@pytest.mark.parametrize(
    ("desk", "place"),
    [pytest.param(desk, place, id=f"{desk}: {dotted(place)}") for desk, some in REMOVABLE.items() for place in some],
)
def test_a_fact_that_is_taken_out_of_the_file_changes_an_answer(book: Book, desk: str, place: Place) -> None:
    assert book.differs_with(read(with_value(raw(desk), place, None)))


def test_that_the_details_of_a_mail_are_assumed_is_heard(book: Book) -> None:
    stated = {"details": ["store", "cnpj"], "source": {"line": 5, "words": "nome da loja e CNPJ"}}
    data = with_value(raw("clearsale"), ("topics", "integration_suspended", "write"), stated)
    assert book.differs_with(read(data))


def test_a_plan_that_is_added_to_the_file_is_heard(book: Book) -> None:
    new = {
        "name": "Titan",
        "family": "current",
        "called": {"pt": ["Titan"], "fr": ["Titan"]},
        "assumed": {"why": "new"},
    }
    assert book.differs_with(read(with_value(raw("sendcloud"), ("plans", "titan"), new)))


# ── No fact stands in Python, nor in domain.yml ──────────────────────────────────────────────────────

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LABEL = re.compile(r"[«“]\s*([^»”]+?)\s*[»”]")
"""Between quotation marks: what the merchant reads on the screen. Those of one word are ordinary words, too."""

NUMBER = re.compile(r"(?<![\w:-])\d+(?![\w:-])")
"""By itself: not in a date, nor in the name of an encoding."""

UNHEARD = {"source", "list_lost", "article", "holidays", "why"}

PYTHON = sorted([*ROOT.glob("bot/**/*.py"), *ROOT.glob("actions/**/*.py")])
ANSWERING = [file for file in PYTHON if file.parent.name in ("answers", "actions") or file.stem in ("nlg", "words")]
"""The files that make answers."""


@cache
def facts() -> dict[str, frozenset[str]]:
    """What the desk files state, by kind."""
    found: dict[str, set[str]] = {kind: set() for kind in ("plan name", "address", "URL", "opening time", "label")}
    for file in DESKS.glob("*.yml"):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        found["plan name"] |= {plan["name"] for plan in data.get("plans", {}).values()}
        found["URL"].add(data["article"]["url"])
        for place, value in leaves(data):
            if isinstance(value, str) and "source" not in place:
                found["address"] |= set(ADDRESS.findall(value))
                found["label"] |= {label for label in LABEL.findall(value) if " " in label}
                if place[-1] == "open":
                    found["opening time"] |= {value, *value.split("-")}
    return {kind: frozenset(values) for kind, values in found.items()}


@cache
def numbers() -> frozenset[int]:
    """The numbers that the desk files state: days, hours, minutes, and those in texts; 0, 1 and 2 say nothing."""
    stated: set[int] = set()
    for file in DESKS.glob("*.yml"):
        for place, value in leaves(yaml.safe_load(file.read_text(encoding="utf-8"))):
            if isinstance(value, (str, int)) and not UNHEARD & set(place):
                stated |= {int(number) for number in re.findall(r"\d+", str(value))}
    return frozenset(stated - {0, 1, 2})


def constants(file: Path) -> list[Any]:
    """What the code holds: every constant but docstrings. Comments are not code."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said = {
        id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and ast.get_docstring(node)
    }
    said |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # below a constant
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said]


def held(text: str, values: frozenset[str]) -> list[str]:
    """Which values stand in the text as whole words."""
    return sorted(value for value in values if re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text))


def shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("kind", ["plan name", "address", "URL", "opening time", "label"])
def test_the_desk_files_state_facts_to_look_for(kind: str) -> None:
    assert facts()[kind]


def test_the_desk_files_state_numbers_to_look_for() -> None:
    assert {3, 10, 17, 30} <= numbers()


@pytest.mark.parametrize("kind", ["plan name", "address", "URL", "opening time", "label"])
def test_no_fact_of_the_desk_files_stands_in_python(kind: str) -> None:
    found = {shown(file): held("\n".join(map(str, constants(file))), facts()[kind]) for file in PYTHON}
    assert {file: values for file, values in found.items() if values} == {}


WHAT_MERCHANTS_ASK = "utter_demo_try_"  # the demo page's examples: questions, which name plans as merchants do


@pytest.mark.parametrize("kind", ["plan name", "address", "URL", "opening time", "label"])
def test_no_fact_of_the_desk_files_stands_in_a_response(kind: str) -> None:
    said = {name: text for name, text in response_texts().items() if not name.startswith(WHAT_MERCHANTS_ASK)}
    found = {name: held(text, facts()[kind]) for name, text in said.items()}
    assert {name: values for name, values in found.items() if values} == {}


@pytest.mark.parametrize("file", ANSWERING, ids=shown)
def test_no_number_of_the_desk_files_stands_in_code_that_answers(file: Path) -> None:
    stated = {int(number) for value in constants(file) for number in NUMBER.findall(str(value))}
    assert stated & numbers() == set()


def test_no_digit_stands_in_a_response() -> None:
    assert [name for name, text in response_texts().items() if re.search(r"\d", text)] == []


def response_texts() -> dict[str, str]:
    """Response and language -> its text and the titles of its buttons."""
    return {
        f"{name} ({language})": "\n".join([said["text"], *(button["title"] for button in said.get("buttons", ()))])
        for name, variations in load_responses().items()
        for language, said in variations.items()
    }
