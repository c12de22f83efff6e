"""`guichet matrix`: every cell of the table is the truth's."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

import pytest

from bot.cli import main
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Language
from tests import truth

Table = dict[tuple[str, str], str]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no cell is broken over two lines; and the shipped desk files."""
    monkeypatch.setenv("COLUMNS", "250")
    monkeypatch.delenv("GUICHET_DESKS", raising=False)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    main(["matrix", *arguments])
    return capsys.readouterr().out


@cache
def names(language: Language) -> dict[str, str]:
    """Option -> its heading."""
    desk = load_catalogue().desks["sendcloud"]
    return {key: desk.options[key].name.in_(language) for key in truth.OPTIONS}


def cells(text: str, language: Language) -> set[tuple[str, str]]:
    """The (plan, option) of each "yes": it stands below the middle of its heading."""
    lines = text.splitlines()
    heading = next(line for line in lines if all(name in line for name in names(language).values()))
    middles = {heading.index(name) + len(name) / 2: option for option, name in names(language).items()}
    plans = {plan.name: key for key, plan in truth.PLANS.items()}
    found = set()
    for line in lines:
        plan = next((key for name, key in plans.items() if line.startswith(f" {name} ")), None)
        for match in re.finditer(r"\byes\b", line) if plan else ():
            nearest = min(middles, key=lambda middle: abs(middle - (match.start() + match.end()) / 2))
            found.add((plan, middles[nearest]))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plan", truth.PLANS)
def test_a_row_holds_exactly_the_options_of_its_plan(
    capsys: pytest.CaptureFixture[str], plan: str, language: Language
) -> None:
    text = printed(capsys, "sendcloud", "--lang", language)
    assert {option for key, option in cells(text, language) if key == plan} == truth.MATRIX[plan]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plan_has_a_row(capsys: pytest.CaptureFixture[str], language: Language) -> None:
    text = printed(capsys, "sendcloud", "--lang", language)
    assert [plan.name for plan in truth.PLANS.values() if not re.search(rf"^ {plan.name} ", text, re.MULTILINE)] == []


@pytest.mark.parametrize(("language", "market"), [("pt", "Reino Unido"), ("fr", "Royaume-Uni")])
def test_the_hours_are_shown_for_their_markets(
    capsys: pytest.CaptureFixture[str], language: Language, market: str
) -> None:
    text = printed(capsys, "sendcloud", "--lang", language)
    window = truth.HOURS["gb"]
    assert re.search(rf"{market} .*{window.opens}-{window.closes} .*{window.zone}", text)


@pytest.mark.parametrize(("topic", "language"), product(truth.CLEARSALE_TOPICS, LANGUAGES))
def test_a_topic_is_shown_with_its_address_and_days(
    capsys: pytest.CaptureFixture[str], topic: str, language: Language
) -> None:
    text = printed(capsys, "clearsale", "--lang", language)
    row = truth.CLEARSALE_TOPICS[topic]
    name = re.escape(load_catalogue().desks["clearsale"].topics[topic].name.in_(language))
    days = str(row.business_days) if row.business_days else "/".join(map(str, row.times_unclear)) + " ?"
    shown = re.escape(days) if row.business_days or row.times_unclear else ""
    assert re.search(rf"{name} +{re.escape(row.address)} +{shown} ", text)


def test_portuguese_is_the_language_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys) == printed(capsys, "--lang", "pt")


@pytest.mark.parametrize(("shown", "hidden"), [("sendcloud", "ClearSale"), ("clearsale", "Sendcloud")])
def test_one_desk_can_be_shown_alone(capsys: pytest.CaptureFixture[str], shown: str, hidden: str) -> None:
    assert hidden not in printed(capsys, shown)


def test_without_a_desk_all_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys)
    assert [name for name in ("Sendcloud", "ClearSale") if name not in text] == []


def test_showing_the_matrix_is_no_failure() -> None:
    assert main(["matrix"]) == 0


def test_an_unknown_desk_ends_with_status_2() -> None:
    assert main(["matrix", "sendclod"]) == 2


def test_of_an_unknown_desk_those_that_there_are_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    main(["matrix", "sendclod"])
    assert "no desk is called sendclod; there are: clearsale, sendcloud" in "".join(capsys.readouterr())


def test_a_desk_without_plans_shows_no_table_of_plans(capsys: pytest.CaptureFixture[str]) -> None:
    assert not re.search(r"\byes\b", printed(capsys, "clearsale"))


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """But for the article's address, which must stay in one piece."""
    monkeypatch.setenv("COLUMNS", str(width))
    lines = [line for line in printed(capsys).splitlines() if not line.startswith("https://")]
    assert [line for line in lines if len(line) > width] == []


def test_no_plan_is_cut_off_in_a_terminal_of_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert "…" not in printed(capsys)
