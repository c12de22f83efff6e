"""A book of answers: every kind of question, for every plan, market, desk and language, at telling instants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import NamedTuple

from bot.answers.answering import answer
from bot.answers.asking import ask_plan_of_family, offer_known_plans
from bot.answers.model import Answer, Context, Question
from bot.drafts import Draft, details_of
from bot.matrix.model import LANGUAGES, Catalogue, Desk, Language
from bot.words import Responses, render, title

UNKNOWN = "carrier_pigeon"
"""A name that no desk file has."""


def utc(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.utc)


WEDNESDAY = utc("2026-11-18 10:00")
"""Open in all markets, and no holiday."""

BETWEEN = utc("2026-11-19 08:15")
"""Open on the continent, not yet in Britain."""

SATURDAY = utc("2026-11-21 10:00")
"""Closed everywhere; within the hours of a working day."""

INSTANTS = {
    "Wednesday": WEDNESDAY,
    "between two openings": BETWEEN,
    "Saturday": SATURDAY,
    "before Carnival": utc("2026-02-13 13:00"),
    "before Corpus Christi": utc("2026-06-02 17:10"),  # the next day already in Asia
    "Christmas": utc("2026-12-25 10:00"),
}


def questions(catalogue: Catalogue) -> tuple[Question, ...]:
    """Every kind of question, about every option, topic and some pairs of plans, and about what nobody knows."""
    desks = catalogue.desks.values()
    options = list(dict.fromkeys(key for desk in desks for key in (*desk.options, *desk.not_named)))
    topics = list(dict.fromkeys(key for desk in desks for key in desk.topics))
    plans = [key for desk in desks for key in desk.plans]
    pairs = [(one, other) for one, other in zip(plans, [*plans[1:], *plans[:1]], strict=True)]
    return (
        *(Question("option", option=key) for key in (*options, UNKNOWN)),
        Question("contact_options"),
        *(Question("hours", option=key) for key in (None, *options, UNKNOWN)),
        *(Question("topic", topic=key) for key in (*topics, UNKNOWN)),
        *(Question("human", urgent=urgent) for urgent in (True, False)),
        *(Question("compare", option=key) for key in (None, *options, UNKNOWN)),
        *(Question("compare", plans=pair) for pair in (*pairs, *((one, one) for one in plans[:1]), *zip(plans[:1]))),
        Question("compare", plans=(UNKNOWN, UNKNOWN)),
        *(Question("response_time", topic=key) for key in (None, *topics, UNKNOWN)),
        Question("find_plan"),
        *(Question("draft", topic=key) for key in (None, *topics, UNKNOWN)),
    )


EXAMPLES = {
    "name": "Atelier Lune",
    "words": "…",
    "number": "10482",
    "address": "compras@atelier-lune.example",
    "cnpj": "11.222.333/0001-81",
}
"""What a merchant gives for a mail, by kind of detail."""

ALL_GIVEN, ALL_LEFT_OUT = "all given", "all left out"


def mail_states(desk: Desk, topic: str) -> dict[str, Draft]:
    """A mail at each step: with none of its details, with the first ones, with all; and with all left out."""
    details = details_of(desk.topics[topic])
    values = {key: EXAMPLES[desk.details[key].kind] for key in details}
    steps = {f"up to {key}": {name: values[name] for name in details[:at]} for at, key in enumerate(details)}
    states = {name: Draft(desk.desk, topic, given) for name, given in {**steps, ALL_GIVEN: values}.items()}
    return {**states, ALL_LEFT_OUT: Draft(desk.desk, topic, skipped=details)}


class Told(NamedTuple):
    """A plan that is told and cannot be looked up; `family` where only that is told."""

    family: str | None


class Page(NamedTuple):
    """What a merchant says, in which context and when."""

    said: Question | Told
    context: Context
    now: datetime

    def answer(self, catalogue: Catalogue) -> Answer:
        if isinstance(self.said, Question):
            return answer(self.said, self.context, catalogue, self.now)
        if self.said.family is not None:
            return ask_plan_of_family(self.said.family, self.context, catalogue)
        return offer_known_plans(self.context, catalogue)

    def text(self, catalogue: Catalogue, responses: Responses) -> str:
        """What the merchant reads, buttons included."""
        given, language = self.answer(catalogue), self.context.language
        buttons = (f"[{title(choice, language, responses)}]" for choice in given.choices)
        return "\n".join((render(given, language, responses), *buttons))


def contexts(catalogue: Catalogue, desk: Desk, language: Language, *, short: bool = False) -> Iterator[Context]:
    """At the desk: nothing known; each plan, told or only named; each market; the plan of another desk.

    Each plan comes with each market, too; in the short book only the largest one.
    """
    yield Context(language, desk.desk)
    yield Context(language, desk.desk, desk_certain=True)
    for plan in desk.plans:
        yield Context(language, desk.desk, desk_certain=True, plan=plan)
        yield Context(language, desk.desk, desk_certain=True, focus=plan)
        for market in desk.markets if not short or plan == [*desk.plans][-1] else ():
            yield Context(language, desk.desk, desk_certain=True, plan=plan, market=market)
    for market in desk.markets:
        yield Context(language, desk.desk, desk_certain=True, market=market)
    for other in catalogue.desks.values():
        if other.desk != desk.desk:
            for plan in other.plans:
                yield Context(language, desk.desk, desk_certain=True, focus=plan, named_plan=plan)


def pages(catalogue: Catalogue, now: datetime, *, short: bool = False) -> Iterator[Page]:
    """The book at one instant."""
    for desk in catalogue.desks.values():
        told = [*(Told(family) for family in desk.families), Told(None)]
        said_by_merchants: list[Question | Told] = [*questions(catalogue), *told]
        for language in LANGUAGES:
            for context in contexts(catalogue, desk, language, short=short):
                for said in said_by_merchants:
                    yield Page(said, context, now)
            yield from _mails(desk, language, now)


def _mails(desk: Desk, language: Language, now: datetime) -> Iterator[Page]:
    """Every mail at every step, in the desk's language and in each of ours."""
    for key, topic in desk.topics.items():
        for draft in mail_states(desk, key).values() if topic.mailbox else ():
            for written in (None, *LANGUAGES):
                context = Context(language, desk.desk, desk_certain=True, draft=draft)
                yield Page(Question("draft", topic=key, language=written), context, now)
