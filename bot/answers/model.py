"""Questions, the context they are asked in, and answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.drafts import Draft
from bot.matrix.model import Catalogue, Desk, Fact, Language, Option

Kind = Literal["option", "contact_options", "hours", "topic", "human", "compare", "response_time", "find_plan", "draft"]
Missing = Literal["plan", "desk", "market", "topic", "detail", "intent", "consent"]


_INTENT_OF_OPTION = {
    "email": "contact_email",
    "chat": "contact_chat",
    "phone": "contact_phone",
    "priority": "ask_priority_support",
    "account_manager": "ask_account_manager",
}
OPTION_OF_INTENT = {intent: option for option, intent in _INTENT_OF_OPTION.items()}


def option_intent(option: str) -> str:
    """The intent that asks for `option`; an option that a desk adds needs none of its own."""
    return _INTENT_OF_OPTION.get(option, "ask_contact_options")


@dataclass(frozen=True)
class Question:
    """What is asked. The others narrow it down where the kind needs it; `language` is the one of a mail.

    `also` is asked in the same breath, and answered with it.
    """

    kind: Kind
    option: str | None = None
    topic: str | None = None
    plans: tuple[str, ...] = ()
    urgent: bool = False
    language: Language | None = None
    also: Question | None = None

    def to_slot(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_slot(cls, value: object) -> Question | None:
        """The question kept in a slot; None for anything else."""
        if not isinstance(value, Mapping) or "kind" not in value:
            return None
        return cls(
            kind=value["kind"],
            option=value.get("option"),
            topic=value.get("topic"),
            plans=tuple(value.get("plans") or ()),
            urgent=bool(value.get("urgent")),
            language=value.get("language"),
            also=cls.from_slot(value.get("also")),
        )


@dataclass(frozen=True)
class Context:
    """What is known of a conversation when a question is answered.

    `desk_certain` is false while the desk is only the page's or the language's.
    `plan` is the one claimed; `focus` the last one named, which follow-ups are about; `named_plan` the
    one named in this very message. `draft` is the mail under way.
    """

    language: Language
    desk: str
    desk_certain: bool = False
    plan: str | None = None
    focus: str | None = None
    market: str | None = None
    named_plan: str | None = None
    draft: Draft | None = None


@dataclass(frozen=True)
class Part:
    """A named response of domain.yml and the values for its placeholders.

    `language` is set where a part keeps another language than the merchant's, as a mail to a desk does;
    `apart` where it stands in a paragraph of its own.
    """

    response: str
    values: dict[str, str] = field(default_factory=dict)
    language: Language | None = None
    apart: bool = False


@dataclass(frozen=True)
class Choice:
    """A button: a title that is a fact (a plan's name), or the response that holds its words."""

    intent: str
    entities: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    response: str | None = None


@dataclass(frozen=True)
class Citation:
    """Where a fact of an answer is written."""

    desk: str
    line: int
    words: str


@dataclass(frozen=True)
class Letter:
    """A mail, ready to send: address, and the responses that hold its subject, its body, and the lines in it.

    `fields` become the value `fields` of the body.
    """

    to: str
    subject: Part
    body: Part
    fields: tuple[Part, ...] = ()


@dataclass
class Answer:
    """What to say, which buttons to offer, where it is written, and what it still lacks.

    `letter` follows as a message of its own. `draft` is the mail under way after this answer.
    """

    parts: list[Part] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    asks: Missing | None = None
    letter: Letter | None = None
    draft: Draft | None = None


@dataclass
class Scene:
    """One answer in the making: the desk it is about, for whom, when."""

    catalogue: Catalogue
    context: Context
    now: datetime
    answer: Answer = field(default_factory=Answer)
    heading: str = ""  # of the article's section that the answer is about, if it is about one

    @property
    def desk(self) -> Desk:
        return self.catalogue.desks[self.context.desk]

    @property
    def language(self) -> Language:
        return self.context.language

    @property
    def plan(self) -> str | None:
        """The plan that the answer is about: the last one named, else the claimed one, if it is the desk's."""
        for plan in (self.context.focus, self.context.plan):
            if plan is not None and plan in self.desk.plans:
                return plan
        return None

    @property
    def plan_is_theirs(self) -> bool:
        return self.plan is not None and self.plan == self.context.plan

    @property
    def market(self) -> str | None:
        return self.context.market if self.context.market in self.desk.markets else None

    def say(self, response: str, *facts: Fact, **values: str) -> None:
        """Add a part, and cite the facts that it rests on."""
        self.answer.parts.append(Part(response, values))
        self.cite(*facts)

    def say_apart(self, response: str, values: dict[str, str], *facts: Fact, language: Language | None = None) -> None:
        """Add a part in a paragraph of its own, in another language than the merchant's where one is given."""
        self.answer.parts.append(Part(response, values, language, apart=True))
        self.cite(*facts)

    def is_about(self, option: Option) -> None:
        """The answer is about this option, and rests on its section of the article."""
        if option.heading:
            self.heading = option.heading.title
            self.cite(option.heading)

    def cite(self, *facts: Fact) -> None:
        for fact in facts:
            for source in fact.source:
                citation = Citation(self.desk.desk, source.line, source.words)
                if citation not in self.answer.citations:
                    self.answer.citations.append(citation)

    def offer(self, intent: str, *, title: str | None = None, response: str | None = None, **entities: str) -> None:
        choice = Choice(intent, entities, title, response)
        if choice not in self.answer.choices:
            self.answer.choices.append(choice)

    def offer_option(self, key: str) -> None:
        """Offer to hear about an option of this desk."""
        option = self.desk.options[key]
        self.offer(option_intent(key), title=option.button.in_(self.language), option=key)

    def say_source(self) -> None:
        """Close with the article that all of this comes from, by the heading of its section where it is about one."""
        article = self.desk.article
        values = {"desk": self.desk.name, "title": self.heading or article.title, "url": str(article.url)}
        self.say_apart("utter_source", values)
