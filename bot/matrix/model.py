"""The shape of a desk file: what a help desk's article says, and where it says so.

Every class forbids keys it does not know, so that a typing error in a desk file is an error.
Values are immutable once read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

import holidays
from holidays.constants import OPTIONAL
from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Extra, Field, HttpUrl, root_validator, validator

from bot.details import NEED_EXAMPLES, DetailKind, check

Language = Literal["pt", "fr"]
LANGUAGES: tuple[Language, ...] = ("pt", "fr")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_SOME_YEARS = range(2024, 2028)  # optional holidays of a calendar recur; a few years show them all
LONGEST_WORDS = 110  # `source.words` are the few words that hold a value, never a sentence


KEY_FORM = r"[a-z][a-z0-9_]*$"
ADDRESS_FORM = r"[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$"
CLOCK_SPAN_FORM = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$"

if TYPE_CHECKING:
    Key: TypeAlias = str
    Text: TypeAlias = str
    Address: TypeAlias = str
    ClockSpan: TypeAlias = str
    Days: TypeAlias = int
else:

    class Key(ConstrainedStr):
        """A name that rules and payloads use: lower case, digits and underscores."""

        regex = re.compile(KEY_FORM)

    class Text(ConstrainedStr):
        """Some words; never empty."""

        strip_whitespace = True
        min_length = 1

    class Address(ConstrainedStr):
        """An e-mail address."""

        regex = re.compile(ADDRESS_FORM)

    class ClockSpan(ConstrainedStr):
        """Opening and closing time of one day, local: "08:15-12:45"."""

        regex = re.compile(CLOCK_SPAN_FORM)

    class Days(ConstrainedInt):
        """A number of business days."""

        strict = True
        gt = 0
        le = 60


class Entry(BaseModel):
    """Base of everything in a desk file."""

    class Config:  # noqa: D106
        extra = Extra.forbid
        frozen = True


def _not_empty(values: tuple[object, ...]) -> tuple[object, ...]:
    if not values:
        raise ValueError("the list is empty; name at least one")
    return values


class Bilingual(Entry):
    pt: Text
    fr: Text

    def in_(self, language: Language) -> str:
        return self.fr if language == "fr" else self.pt


class Names(Entry):
    """The names that customers use, per language."""

    pt: tuple[Text, ...]
    fr: tuple[Text, ...]

    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.pt, *self.fr)))


class Steps(Entry):
    pt: tuple[Text, ...]
    fr: tuple[Text, ...]

    @root_validator(skip_on_failure=True)
    def same_number_in_both_languages(cls, values: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        if len(values["pt"]) != len(values["fr"]):
            raise ValueError("pt and fr have different numbers of steps; write each step in both languages")
        return values

    def in_(self, language: Language) -> tuple[str, ...]:
        return self.fr if language == "fr" else self.pt


class Source(Entry):
    """Where the article says it: the line (from 1) and the few words there that hold the value."""

    line: int = Field(gt=0)
    words: Text
    ticks: int | None = Field(None, gt=0)

    @validator("words")
    def few_words(cls, words: str) -> str:
        if len(words) > LONGEST_WORDS:
            raise ValueError(f"keep only the few words that hold the value (at most {LONGEST_WORDS} characters)")
        return words


class Assumed(Entry):
    """Our own reading: `why` for the support lead, `say` where the merchant should hear it."""

    why: Text
    say: Bilingual | None = None


class Fact(Entry):
    """A value with its source in the article, or with the reason why we assume it, or both."""

    source: tuple[Source, ...] = ()
    assumed: Assumed | None = None

    @validator("source", pre=True)
    def one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, Mapping) else value

    @root_validator(skip_on_failure=True)
    def says_where_or_why(cls, values: dict[str, object]) -> dict[str, object]:
        if not values.get("source") and not values.get("assumed"):
            raise ValueError("add `source: {line, words}` from the article, or `assumed: {why}`")
        return values


class Remark(Fact, Bilingual):
    """A bilingual text that states a fact."""


class Article(Entry):
    title: Text
    url: HttpUrl
    language: Text
    read: date


class Family(Fact):
    name: Bilingual
    one: Bilingual
    called: Names


class Plan(Fact):
    name: Text
    family: Key
    called: Names
    everyday: tuple[Text, ...] = ()


class StepsToFollow(Fact):
    steps: Steps


class TicketKind(Fact):
    name: Bilingual


class Door(Fact):
    """How to go through: a place on a site, with the steps to it where it takes several, or mailboxes to write to."""

    inside_account: bool = False
    where: Bilingual | None = None
    steps: Steps | None = None
    mailboxes: tuple[Key, ...] = ()

    @root_validator(skip_on_failure=True)
    def place_or_mailboxes(cls, values: dict[str, object]) -> dict[str, object]:
        if values.get("steps") and not values.get("where"):
            raise ValueError("add `where`: the place in a few words, in both languages")
        if bool(values.get("where")) == bool(values.get("mailboxes")):
            raise ValueError("a door has either `where` (and `steps`, if it takes several) or `mailboxes`")
        return values


def opens_and_closes(span: str) -> tuple[time, time]:
    """The two times of a `ClockSpan`."""
    opens, closes = span.split("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


def _closes_after_it_opens(span: str | None) -> str | None:
    if span is not None:
        opens, closes = opens_and_closes(span)
        if closes <= opens:
            raise ValueError("closes before it opens; write opening, then closing time")
    return span


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"no time zone is called {zone!r}; use a name such as Europe/Paris") from None
    return zone


class OpeningHours(Fact):
    """Weekly hours of one option for some markets, in local time of `zone`."""

    markets: tuple[Key, ...]
    open: ClockSpan
    zone: Text
    days: tuple[Weekday, ...]

    _some = validator("markets", "days", allow_reuse=True)(_not_empty)
    _order = validator("open", allow_reuse=True)(_closes_after_it_opens)
    _zone = validator("zone", allow_reuse=True)(_known_zone)


class HoursException(Entry):
    """Announced closure or other hours, both dates included."""

    from_: date = Field(alias="from")
    to: date
    markets: tuple[Key, ...]
    open: ClockSpan | None = None
    closed: bool = False
    announced: Text

    _some = validator("markets", allow_reuse=True)(_not_empty)
    _order = validator("open", allow_reuse=True)(_closes_after_it_opens)

    @root_validator(skip_on_failure=True)
    def open_or_closed(cls, values: dict[str, object]) -> dict[str, object]:
        if bool(values.get("open")) == bool(values.get("closed")):
            raise ValueError('an exception has either `open: "08:15-12:45"` or `closed: true`')
        first, last = values.get("from_"), values.get("to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise ValueError("`to` lies before `from`; write the first day, then the last")
        return values


class Heading(Fact):
    """The article's heading above what it says about an option, in the article's words."""

    title: Text


class Option(Fact):
    """A row of the support matrix. `plans` is empty where a desk has no plans: open to everybody."""

    name: Bilingual
    what: Bilingual
    button: Bilingual
    called: Names
    plans: tuple[Key, ...] = ()
    use_for: Remark | None = None
    not_for: Remark | None = None
    see_also: Remark | None = None
    kinds: tuple[TicketKind, ...] = ()
    heading: Heading | None = None
    door: Door | None = None
    hours: tuple[OpeningHours, ...] = ()
    exceptions: tuple[HoursException, ...] = ()


class NotNamed(Entry):
    """A way of contact that people ask for and the article does not name."""

    name: Bilingual
    called: Names


class HolidayCalendar(Entry):
    """A calendar of python-holidays: country, part of it, and the language of the names."""

    country: Text
    part: Text | None = None
    language: Text

    @root_validator(skip_on_failure=True)
    def exists(cls, values: dict[str, Any]) -> dict[str, Any]:
        country, part, language = values["country"], values["part"], values["language"]
        try:
            languages = holidays.country_holidays(country, subdiv=part).supported_languages
        except NotImplementedError:
            what = f"no holidays are known for {country}" + (f", {part}" if part else "")
            raise ValueError(f"{what}; write a country such as BR, and a part of it such as ENG for GB") from None
        if language not in languages:
            raise ValueError(f"the holidays of {country} have no names in {language}; one of: {', '.join(languages)}")
        return values


class Market(Fact):
    name: Bilingual
    called: Names
    everyday: tuple[Text, ...] = ()
    zone: Text
    holidays: HolidayCalendar

    _zone = validator("zone", allow_reuse=True)(_known_zone)


class Mailbox(Fact):
    address: Address
    name: Bilingual
    use_for: Bilingual


class Detail(Entry):
    """Something that a mail holds: `name` in a sentence, `label` in a form.

    `kind` is what it is checked as, `examples` are shown where what was given is not valid; `if_any` where there may
    be none.
    """

    name: Bilingual
    label: Bilingual
    kind: DetailKind = "words"
    examples: tuple[Text, ...] = ()
    if_any: bool = False
    assumed: Assumed | None = None

    @root_validator(skip_on_failure=True)
    def has_valid_examples(cls, values: dict[str, Any]) -> dict[str, Any]:
        for example in values["examples"]:
            if check(values["kind"], example).problem:
                raise ValueError(f"{example!r} is no valid example of kind {values['kind']}")
        if values["kind"] in NEED_EXAMPLES and not values["examples"]:
            raise ValueError(f"add `examples`: what a valid {values['kind']} looks like")
        return values


class OptionalHoliday(Entry):
    """A day off for some: `calendar` is its name in python-holidays."""

    calendar: Text
    name: Bilingual


class BusinessDays(Fact):
    zone: Text
    holidays: HolidayCalendar
    may_add_a_day: tuple[OptionalHoliday, ...] = ()

    @validator("may_add_a_day", each_item=True)
    def is_in_the_calendar(cls, day: OptionalHoliday, values: dict[str, object]) -> OptionalHoliday:
        calendar = values.get("holidays")
        if isinstance(calendar, HolidayCalendar):
            known = holidays.country_holidays(
                calendar.country,
                subdiv=calendar.part,
                language=calendar.language,
                categories=OPTIONAL,
                years=_SOME_YEARS,
            )
            if not any(day.calendar in name for name in known.values()):
                names = ", ".join(sorted(set(known.values())))
                raise ValueError(f"no optional holiday is called {day.calendar!r}; one of: {names}")
        return day

    _zone = validator("zone", allow_reuse=True)(_known_zone)


class Write(Fact):
    """What to put into the mail, and what one may. `list_lost`: the article's own list did not reach us."""

    details: tuple[Key, ...]
    optional: tuple[Key, ...] = ()
    list_lost: Source | None = None

    _some = validator("details", allow_reuse=True)(_not_empty)


class ReplyTime(Fact):
    """Something happens within so many business days."""

    business_days: Days
    what: Bilingual


class UnclearTimes(Fact):
    """Times that the article states without saying for which request each one is."""

    business_days: tuple[Days, ...]

    _some = validator("business_days", allow_reuse=True)(_not_empty)


class Topic(Fact):
    """A kind of request: written to a mailbox, or brought through an option of the matrix."""

    name: Bilingual
    mailbox: Key | None = None
    through: Key | None = None
    know_first: tuple[Remark, ...] = ()
    only_if: Bilingual | None = None
    write: Write | None = None
    may_add: tuple[Remark, ...] = ()
    time: ReplyTime | None = None
    times_unclear: UnclearTimes | None = None

    @root_validator(skip_on_failure=True)
    def one_way(cls, values: dict[str, object]) -> dict[str, object]:
        if bool(values.get("mailbox")) == bool(values.get("through")):
            raise ValueError("a topic has either `mailbox` (write there) or `through` (an option)")
        if values.get("mailbox") and not values.get("write"):
            raise ValueError("add `write`: what the mail must hold")
        return values


class GeneralDoor(Fact):
    option: Key
    topic: Key | None = None


class LockedOut(Fact):
    topics: tuple[Key, ...]

    _some = validator("topics", allow_reuse=True)(_not_empty)


class If(str, Enum):
    OPEN = "open"


class BestDoorRule(Entry):
    option: Key
    if_: If | None = Field(None, alias="if")
    because: Bilingual


class BestDoorTable(Fact):
    """The first line whose option the plan has and whose condition holds is taken."""

    urgent: tuple[BestDoorRule, ...]
    not_urgent: tuple[BestDoorRule, ...]

    @validator("urgent", "not_urgent")
    def ends_without_condition(cls, rules: tuple[BestDoorRule, ...]) -> tuple[BestDoorRule, ...]:
        if not rules or rules[-1].if_ is not None:
            raise ValueError("end the table with a line without `if`, which always holds")
        return rules


class Desk(Entry):
    """One help desk: the whole of a desk file. Insertion order of plans is from small to large."""

    desk: Key
    name: Text
    called: Names
    about: Bilingual
    default_for: tuple[Language, ...] = ()
    article: Article
    families: dict[Key, Family] = {}
    plans: dict[Key, Plan] = {}
    find_plan: StepsToFollow | None = None
    mailboxes: dict[Key, Mailbox] = {}
    options: dict[Key, Option]
    not_named: dict[Key, NotNamed] = {}
    peak_season: Remark | None = None
    markets: dict[Key, Market] = {}
    details: dict[Key, Detail] = {}
    business_days: BusinessDays | None = None
    topics: dict[Key, Topic] = {}
    general_door: GeneralDoor
    locked_out: LockedOut | None = None
    best_door: BestDoorTable


class Catalogue(Entry):
    """All desks. At least one; each language has at most one default desk."""

    desks: dict[Key, Desk]

    def default_desk(self, language: Language) -> Desk:
        """The desk that a message in `language` is about when nothing else tells."""
        for desk in self.desks.values():
            if language in desk.default_for:
                return desk
        return next(iter(self.desks.values()))

    def desk_of_plan(self, plan: str) -> Desk | None:
        return next((desk for desk in self.desks.values() if plan in desk.plans), None)

    def desk_of_market(self, market: str) -> Desk | None:
        return next((desk for desk in self.desks.values() if market in desk.markets), None)
