"""What a desk file may not say, beside the mistakes of test_loader.py; and what its entries can tell."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from bot.matrix.loader import DESKS
from bot.matrix.model import (
    BusinessDays,
    Catalogue,
    Desk,
    Door,
    HolidayCalendar,
    HoursException,
    Names,
    Source,
    Topic,
)

WHY = {"why": "a test"}
BOTH = {"pt": "sim", "fr": "oui"}


def complaint(model: Any, **values: object) -> str:
    """What the model says to these values."""
    with pytest.raises(ValidationError) as refused:
        model.parse_obj(values)
    return str(refused.value)


def test_steps_without_a_place_are_refused() -> None:
    steps = {"pt": ["Abra"], "fr": ["Ouvrez"]}
    assert "add `where`: the place in a few words" in complaint(Door, steps=steps, assumed=WHY)


def test_a_door_with_neither_a_place_nor_mailboxes_is_refused() -> None:
    assert "either `where` (and `steps`, if it takes several) or `mailboxes`" in complaint(Door, assumed=WHY)


def test_a_mail_without_anything_to_write_is_refused() -> None:
    assert "add `write`: what the mail must hold" in complaint(Topic, name=BOTH, mailbox="support", assumed=WHY)


def test_names_of_holidays_in_a_language_that_the_calendar_lacks_are_refused() -> None:
    assert "the holidays of BR have no names in fr; one of: " in complaint(HolidayCalendar, country="BR", language="fr")


def test_a_calendar_that_is_wrong_is_told_once_however_many_days_may_add_one() -> None:
    days = [{"calendar": "Carnaval", "name": BOTH}]
    wrong = {"zone": "America/Sao_Paulo", "holidays": {"country": "XX", "language": "pt"}, "may_add_a_day": days}
    assert complaint(BusinessDays, **wrong, assumed=WHY).startswith("1 validation error")


EXCEPTION = {"from": "2026-12-24", "to": "2026-12-24", "markets": ["fr"], "announced": "e-mail"}


@pytest.mark.parametrize("hours", [{"open": None, "closed": True}, {"open": "09:00-12:00", "closed": False}])
def test_an_exception_may_say_what_it_is_not(hours: dict[str, object]) -> None:
    assert HoursException.parse_obj({**EXCEPTION, **hours}).closed is hours["closed"]


def test_words_that_are_a_sentence_are_refused() -> None:
    assert "keep only the few words" in complaint(Source, line=1, words="x" * 111)


def test_few_words_are_kept() -> None:
    assert Source(line=1, words="x" * 110).words == "x" * 110


def test_a_name_of_both_languages_is_one_name() -> None:
    assert Names(pt=("Lite", "light"), fr=("Lite", "léger")).all() == ("Lite", "light", "léger")


def test_without_a_default_for_the_language_the_first_desk_is_taken() -> None:
    data = yaml.safe_load((DESKS / "sendcloud.yml").read_text(encoding="utf-8"))
    alone = Catalogue(desks={"sendcloud": Desk.parse_obj({**data, "default_for": []})})
    assert alone.default_desk("pt").desk == "sendcloud"
