"""Groups the pages of a desk by what is answered: each distinct answer once, with all that leads to it.

Answers that differ only in the name of the plan, market, contact or topic asked about are one answer, with
that name written as ‹plan›, ‹market›, ‹contact›, ‹topic›.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import NamedTuple

from bot.answers.answering import answer
from bot.answers.asking import offer_known_plans
from bot.answers.model import Answer, Context, Part, Question
from bot.book.pages import UNKNOWN, mail_states, questions, utc
from bot.matrix.model import LANGUAGES, Bilingual, Catalogue, Desk, Language
from bot.words import Responses, render, title

MAIN = datetime.fromisoformat("2026-11-21T15:00-03:00")
"""The fixed clock of the book: a Saturday."""

OPEN_SOMEWHERE = {
    "Wednesday 18 November 2026, 11:00 in Paris": utc("2026-11-18 10:00"),
    "Thursday 19 November 2026, 09:15 in Paris": utc("2026-11-19 08:15"),
    "Christmas Day 2026, 11:00 in Paris": utc("2026-12-25 10:00"),
}
"""Further instants for questions about hours and the best door."""

HOLIDAYS_AHEAD = {"Friday before Carnival 2026": datetime(2026, 2, 13, 13, tzinfo=timezone.utc)}
"""A further instant for topics with a reply time."""

YOURS = "_yours"  # ends the name of a response about a plan that was told, not only named


class Said(NamedTuple):
    """An answer in both languages, in the order of LANGUAGES."""

    pt: str
    fr: str


@dataclass(frozen=True)
class Lead:
    """What leads to an answer. `plan` and `market` are what is known; `instant` is empty for the fixed clock.

    `mail` is one of `mail_states`.
    """

    question: Question
    desk_told: bool = True
    plan: str | None = None
    market: str | None = None
    instant: str = ""
    mail: str = ""


@dataclass
class Entry:
    """One answer; `if_only_named` are the sentences that change where the plan is named but not told."""

    said: Said
    leads: list[Lead] = field(default_factory=list)
    if_only_named: Said | None = None


class Book:
    """All entries of one desk."""

    def __init__(self, catalogue: Catalogue, desk: Desk, responses: Responses) -> None:
        self.desk = desk
        self._catalogue = catalogue
        self._responses = responses
        self._entries: dict[Said, Entry] = {}
        self._plain: dict[tuple[Question, str], Said] = {}
        for question in _asked(catalogue):
            for lead in self._leads(question):
                self._add(lead, MAIN)
        for name, instant, question in self._timed():
            for lead in self._leads(question):
                self._add(replace(lead, instant=name), instant)

    @property
    def entries(self) -> list[Entry]:
        return list(self._entries.values())

    def source(self) -> Said:
        """The paragraph that most answers end with."""
        article = self.desk.article
        part = Part("utter_source", {"desk": self.desk.name, "title": article.title, "url": str(article.url)})
        return Said(*(render(Answer([part]), language, self._responses) for language in LANGUAGES))

    def has_source(self, said: Said) -> bool:
        """Whether the answer names an article, this desk's or another's."""
        return any(all(str(desk.article.url) in text for text in said) for desk in self._catalogue.desks.values())

    def plans_elsewhere(self) -> dict[str, Said]:
        """What is said to a plan that this desk does not have, by what leads to it."""
        told, assumed = (
            Said(*(self._text(offer_known_plans(context, self._catalogue), context.language) for context in known))
            for known in (
                [Context(language, self.desk.desk, certain) for language in LANGUAGES] for certain in (True, False)
            )
        )
        unknown = "a plan that no desk has"
        found = (
            {unknown: told}
            if told == assumed
            else {f"{unknown} (desk told)": told, f"{unknown} (desk only assumed)": assumed}
        )
        for other in self._catalogue.desks.values():
            for plan in other.plans if other is not self.desk else ():
                before = Said(*(self._before_answer(plan, language) for language in LANGUAGES))
                of_any = Said(*(text.replace(other.plans[plan].name, "‹plan›") for text in before))
                found[f"a plan of {other.name}; before the answer"] = of_any
        return found

    def _before_answer(self, plan: str, language: Language) -> str:
        """What an answer begins with where this plan of another desk is named."""
        bare = Context(language, self.desk.desk, desk_certain=True)
        named = replace(bare, focus=plan, named_plan=plan)
        plain, with_plan = (
            answer(Question("contact_options"), context, self._catalogue, MAIN).parts for context in (bare, named)
        )
        return render(Answer([part for part in with_plan if part not in plain]), language, self._responses)

    def _leads(self, question: Question) -> Iterator[Lead]:
        """From nothing known to everything that the desk tells apart."""
        yield Lead(question)
        yield Lead(question, desk_told=False)
        yield from (Lead(question, plan=plan) for plan in self.desk.plans)
        yield from (Lead(question, market=market) for market in self.desk.markets)
        if question.kind == "draft" and question.topic in self.desk.topics and self.desk.topics[question.topic].mailbox:
            yield from (Lead(question, mail=state) for state in mail_states(self.desk, question.topic))

    def _timed(self) -> Iterator[tuple[str, datetime, Question]]:
        timed = [key for key, option in self.desk.options.items() if option.hours]
        for name, instant in OPEN_SOMEWHERE.items() if timed else ():
            for question in (*(Question("hours", option=key) for key in timed), Question("human", urgent=True)):
                yield name, instant, question
        first: dict[int, str] = {}
        for key, topic in self.desk.topics.items():
            if topic.time:
                first.setdefault(topic.time.business_days, key)
        for name, instant in HOLIDAYS_AHEAD.items():
            yield from ((name, instant, Question("response_time", topic=key)) for key in first.values())

    def _add(self, lead: Lead, now: datetime) -> None:
        said = Said(*(self._text(self._answer(lead, now, language), language) for language in LANGUAGES))
        plain = self._plain.setdefault((lead.question, lead.instant), said)
        if said != plain:  # only where the plan or market matters does its name stand for others
            said = self._without_names(said, lead)
        said = self._without_subject(said, lead.question)
        entry = self._entries.setdefault(said, Entry(said))
        entry.leads.append(lead)
        if lead.plan and entry.if_only_named is None:
            entry.if_only_named = self._only_named(lead, now)

    def _answer(self, lead: Lead, now: datetime, language: Language, *, told: bool = True) -> Answer:
        context = Context(language, self.desk.desk, lead.desk_told, market=lead.market)
        context = replace(context, plan=lead.plan) if told else replace(context, focus=lead.plan)
        if lead.mail and lead.question.topic:
            context = replace(context, draft=mail_states(self.desk, lead.question.topic)[lead.mail])
        return answer(lead.question, context, self._catalogue, now)

    def _text(self, given: Answer, language: Language) -> str:
        buttons = " ".join(f"[{title(choice, language, self._responses)}]" for choice in given.choices)
        return "\n".join(filter(None, (render(given, language, self._responses), buttons)))

    def _only_named(self, lead: Lead, now: datetime) -> Said | None:
        changed = []
        for language in LANGUAGES:
            theirs = self._answer(lead, now, language).parts
            named = self._answer(lead, now, language, told=False).parts
            parts = [part for part in named if part not in theirs]
            if [part.response.removesuffix(YOURS) for part in theirs] != [part.response for part in named]:
                raise ValueError(f"{lead}: a plan that is only named changes more than the sentences that say so")
            changed.append(render(Answer(parts), language, self._responses))
        return self._without_names(Said(*changed), lead) if any(changed) else None

    def _without_names(self, said: Said, lead: Lead) -> Said:
        if lead.plan:
            name = self.desk.plans[lead.plan].name
            said = Said(*(text.replace(name, "‹plan›") for text in said))
        if lead.market:
            said = _without(said, self.desk.markets[lead.market].name, "‹market›")
        return said

    def _without_subject(self, said: Said, question: Question) -> Said:
        """Without the name of what this desk's article does not know."""
        desks = (self.desk, *self._catalogue.desks.values())
        if question.option and question.option not in self.desk.options:
            names = (desk.not_named.get(question.option) or desk.options.get(question.option) for desk in desks)
            return _without(said, next(entry.name for entry in names if entry), "‹contact›")
        if question.topic and question.topic not in self.desk.topics:
            topics = (desk.topics[question.topic] for desk in desks if question.topic in desk.topics)
            return _without(said, next(topics).name, "‹topic›")
        return said


def _without(said: Said, name: Bilingual, placeholder: str) -> Said:
    """Where the name stands after a colon, or begins a line of a list."""
    return Said(
        *(_named_by(placeholder, text, name.in_(language)) for text, language in zip(said, LANGUAGES, strict=True))
    )


def _named_by(placeholder: str, text: str, name: str) -> str:
    for before, after in ((": ", "."), ("• ", ":"), ("• ", " :")):
        text = text.replace(f"{before}{name}{after}", f"{before}{placeholder}{after}")
    return text


def _asked(catalogue: Catalogue) -> Iterable[Question]:
    """Every question of the pages that names something known."""
    for question in questions(catalogue):
        if UNKNOWN not in (question.option, question.topic, *question.plans) and len(set(question.plans)) != 1:
            yield question
