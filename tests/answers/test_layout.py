"""Parts become one text: sentences run on, lists stand line by line, what is apart gets a gap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.layout import arrange

GAP = "\n \n"
"""An empty line would end the message in Rasa's channels; one with a space does not."""


def run_on(*texts: str) -> str:
    """The texts as one, none of them apart."""
    return arrange((text, False) for text in texts)


def test_nothing_is_an_empty_text() -> None:
    assert arrange([]) == ""


@pytest.mark.parametrize("apart", [True, False])
def test_a_text_alone_stays_as_it_is(apart: bool) -> None:
    assert arrange([("Sim.", apart)]) == "Sim."


def test_sentences_run_on() -> None:
    assert run_on("Sim.", "Não.") == "Sim. Não."


def test_a_list_stands_line_by_line() -> None:
    assert run_on("• um", "• dois") == "• um\n• dois"


def test_a_list_begins_on_a_line_of_its_own() -> None:
    assert run_on("Sim.", "• um") == "Sim.\n• um"


def test_what_follows_a_list_begins_on_a_line_of_its_own() -> None:
    assert run_on("• um", "Fim.") == "• um\nFim."


def test_a_heading_begins_on_a_line_of_its_own() -> None:
    assert run_on("Sim.", "Os canais são:") == "Sim.\nOs canais são:"


def test_a_list_follows_its_heading_on_the_next_line() -> None:
    assert run_on("Os canais são:", "• um") == "Os canais são:\n• um"


def test_a_text_of_several_lines_begins_on_a_line_of_its_own() -> None:
    assert run_on("Sim.", "Como fazer:\n1. Abra") == "Sim.\nComo fazer:\n1. Abra"


def test_what_follows_a_text_of_several_lines_begins_on_a_line_of_its_own() -> None:
    assert run_on("Como fazer:\n1. Abra", "Fim.") == "Como fazer:\n1. Abra\nFim."


def test_what_is_apart_gets_a_gap() -> None:
    assert arrange([("Sim.", False), ("Fonte", True)]) == f"Sim.{GAP}Fonte"


def test_what_is_apart_gets_a_gap_after_a_list_too() -> None:
    assert arrange([("• um", False), ("• dois", True)]) == f"• um{GAP}• dois"


def test_the_first_text_gets_no_gap_before_it() -> None:
    assert arrange([("Fonte", True), ("Sim.", False)]) == "Fonte Sim."


def test_an_empty_line_within_a_text_becomes_a_gap() -> None:
    assert run_on("Olá,\n\nobrigado.") == f"Olá,{GAP}obrigado."


def test_two_empty_lines_in_a_row_leave_no_empty_line() -> None:
    assert "\n\n" not in run_on("Olá,\n\n\nobrigado.")


lines = st.text(alphabet="ab•:. \n", max_size=12).map(str.strip).filter(bool)


@given(st.lists(st.tuples(lines, st.booleans()), max_size=5))
def test_there_is_never_an_empty_line(parts: list[tuple[str, bool]]) -> None:
    assert "\n\n" not in arrange(parts)


words = st.from_regex(r"[a-z]{1,5}[.:]?", fullmatch=True)


@given(st.lists(st.tuples(words, st.booleans()), max_size=6))
def test_every_text_stands_in_the_whole_in_its_order(parts: list[tuple[str, bool]]) -> None:
    assert arrange(parts).split() == [text for text, _ in parts]
