"""What is given for a mail is checked by its kind, and becomes one clean line."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.br import cnpj

from bot.details import LONGEST, DetailKind, Problem, check
from bot.words import load_responses

KINDS = get_args(DetailKind)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11.222.333/0001-81", "11.222.333/0001-81"),
        ("11222333000181", "11.222.333/0001-81"),
        (" 11 222 333 0001 81 ", "11.222.333/0001-81"),
        ("12.ABC.345/01DE-35", "12.ABC.345/01DE-35"),
        ("12abc34501de35", "12.ABC.345/01DE-35"),
        ("１１２２２３３３０００１８１", "11.222.333/0001-81"),
    ],
)
def test_a_valid_cnpj_is_written_in_its_usual_form(text: str, value: str) -> None:
    assert check("cnpj", text).value == value


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("11.222.333/0001-82", "cnpj_digits"),
        ("12.ABC.345/01DE-36", "cnpj_digits"),
        ("00000000000100", "cnpj_digits"),
        ("1122233300018", "cnpj_length"),
        ("112223330001811", "cnpj_length"),
        ("", "cnpj_characters"),
        ("11111111111111", "cnpj_same"),
        ("00000000000000", "cnpj_same"),
        ("12ABC34501DEAB", "cnpj_characters"),
        ("11.222.333/0001-8!", "cnpj_characters"),
        ("111.444.777-35", "cnpj_cpf"),
        ("1" * 100, "too_long"),
    ],
)
def test_what_is_wrong_with_a_cnpj_is_told_apart(text: str, problem: Problem) -> None:
    assert check("cnpj", text).problem == problem


@given(st.from_regex(r"[0-9A-Z]{12}", fullmatch=True))
def test_any_number_with_its_check_digits_is_valid_and_with_others_is_not(base: str) -> None:
    number = base + cnpj.calc_check_digits(base)
    if len(set(number)) > 1 and not base.startswith("000000000000"):
        assert check("cnpj", number.lower()).value == cnpj.format(number)
        wrong = base + f"{(int(number[-2:]) + 1) % 100:02}"
        assert check("cnpj", wrong).problem == "cnpj_digits"


@pytest.mark.parametrize("text", ["a@b.co", "compras+nf@loja-azul.com.br", "<a@b.co>", "a@b.co.", "o'neil@b.example"])
def test_an_address(text: str) -> None:
    assert check("address", text).value == text.strip("<>.")


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "a b@c.de", "@b.co", "a@.co", "a@b..co", "a@b.co\nBcc: x@y.zz", "a@b.co, c@d.ee", "a@-b.co"],
)
def test_no_address(text: str) -> None:
    assert check("address", text).problem == "address"


@pytest.mark.parametrize(
    "text",
    ["<b>Loja</b>", "'; DROP TABLE lojas; --", "<!channel>", "{plan}", "0[", "Loja\r\nBcc: x@y.zz", "Loja\x00 A"],
)
def test_a_name_is_text_whatever_it_looks_like(text: str) -> None:
    value = check("name", text).value
    assert value and "\n" not in value and "\r" not in value and value.isprintable()


@given(st.sampled_from(KINDS), st.text())
def test_anything_is_valid_or_has_a_problem_and_is_one_line(kind: DetailKind, text: str) -> None:
    found = check(kind, text)
    assert bool(found.value) == (found.problem is None)
    assert len(found.value) <= LONGEST[kind] and re.fullmatch(r"[^\n\r]*", found.value)
    assert found.value == found.value.strip()


def test_every_problem_has_its_words_and_no_others_are_there() -> None:
    prefix = "utter_wrong_"
    said = {name.removeprefix(prefix) for name in load_responses() if name.startswith(prefix)}
    assert said == set(get_args(Problem))
