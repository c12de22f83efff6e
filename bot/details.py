"""What a merchant gives for a mail: checked, and cleaned so that it is text and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from stdnum.br import cnpj, cpf
from stdnum.exceptions import ValidationError

DetailKind = Literal["name", "words", "number", "address", "cnpj"]
Problem = Literal[
    "nothing", "too_long", "number", "address", "cnpj_cpf", "cnpj_length", "cnpj_characters", "cnpj_same", "cnpj_digits"
]
"""What is wrong with a detail. `domain.yml` has the words of each: `utter_wrong_…`."""

LONGEST = {"name": 120, "words": 600, "number": 60, "address": 254, "cnpj": 60}
"""Characters of each kind; an address as RFC 5321 limits it."""

CNPJ_LENGTH = 14
NEED_EXAMPLES = ("number", "address", "cnpj")
"""Kinds with a form that is best told by an example."""

_SPACES = re.compile(r"\s+")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_LOCAL = rf"(?<!{_ATOM})(?<!{_ATOM}\.){_ATOM}+(?:\.{_ATOM}+)*"  # from its beginning, or a long text takes its square
_DOMAIN = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
ADDRESS = re.compile(rf"{_LOCAL}@{_DOMAIN}")  # the atoms of RFC 5322; no quoted forms


@dataclass(frozen=True)
class Checked:
    """A detail as it goes into the mail, or what is wrong with what was given."""

    value: str = ""
    problem: Problem | None = None


def check(kind: DetailKind, given: str) -> Checked:
    """The detail in one line, without control characters; or its problem."""
    text = _SPACES.sub(" ", "".join(c if c.isprintable() else " " for c in given)).strip()
    if len(text) > LONGEST[kind]:
        return Checked(problem="too_long")
    if kind == "cnpj":
        return _checked_cnpj(text)
    if kind == "address":
        found = ADDRESS.fullmatch(text.strip("<>.,;: "))
        return Checked(found.group()) if found else Checked(problem="address")
    if not any(character.isalnum() for character in text):
        return Checked(problem="nothing")
    if kind == "number" and not any(character.isdigit() for character in text):
        return Checked(problem="number")
    return Checked(text)


def _checked_cnpj(text: str) -> Checked:
    """By its check digits: the numeric form, and the one with letters that is in force since July 2026."""
    number = cnpj.compact(text)
    if cpf.is_valid(number):
        return Checked(problem="cnpj_cpf")
    if not number.isascii() or not number.isalnum():
        return Checked(problem="cnpj_characters")
    if len(number) != CNPJ_LENGTH:
        return Checked(problem="cnpj_length")
    if not number[-2:].isdigit():
        return Checked(problem="cnpj_characters")
    if len(set(number)) == 1:
        return Checked(problem="cnpj_same")
    try:
        return Checked(cnpj.format(cnpj.validate(number)))
    except ValidationError:
        return Checked(problem="cnpj_digits")
