"""Each value holds to its words: what a fact says stands in the words that it quotes from the article.

The articles themselves are not part of the project, so that a quotation is taken at its word here; the lines
that the facts quote are held to the lines of the truth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from pydantic import BaseModel

from bot.matrix.model import (
    Bilingual,
    Catalogue,
    Desk,
    Door,
    Fact,
    Mailbox,
    Market,
    OpeningHours,
    Plan,
    ReplyTime,
    Source,
    Steps,
    Topic,
    UnclearTimes,
)
from tests import truth

Path = tuple[str | int, ...]

LINES = {"sendcloud": 36, "clearsale": 16}
"""How many lines each article has."""

EMAIL = re.compile(r"[\w.]+@[\w.]+\w")
NUMBER = re.compile(r"\d+")
LABEL = re.compile(r"[«“]\s*([^»”]+?)\s*[»”]")
"""Between quotation marks: what the merchant reads on the screen."""

desks = pytest.mark.parametrize("desk", LINES)


# ── Walking through a desk ───────────────────────────────────────────────────────────────────────────


def entries(value: object, path: Path = ()) -> Iterator[tuple[Path, BaseModel]]:
    """Every entry of a desk file, with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for key in value.__fields__:
            yield from entries(getattr(value, key), (*path, key))
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from entries(entry, (*path, key))
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from entries(entry, (*path, index))


def facts(desk: Desk) -> Iterator[tuple[Path, Fact]]:
    return ((path, entry) for path, entry in entries(desk) if isinstance(entry, Fact))


def sources(desk: Desk) -> Iterator[tuple[Path, Source]]:
    return ((path, entry) for path, entry in entries(desk) if isinstance(entry, Source))


def stands_in_words(value: str, fact: Fact) -> bool:
    """Whole: 3 does not stand in "13 dias"."""
    return any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", source.words) for source in fact.source)


def own_texts(entry: object) -> Iterator[str]:
    """The bilingual texts and steps of a fact, but not those of facts inside it, nor our own assumptions."""
    if isinstance(entry, Bilingual):
        yield from (entry.pt, entry.fr)
    elif isinstance(entry, Steps):
        yield from (*entry.pt, *entry.fr)
    if isinstance(entry, Fact):
        for key in entry.__fields__:
            value = getattr(entry, key)
            if isinstance(value, (Bilingual, Steps)) and not isinstance(value, Fact):
                yield from own_texts(value)


def not_in_words(desk: Desk, found: Callable[[Fact], Iterator[str]]) -> list[str]:
    """What the facts with a source state, and their words do not hold."""
    return [
        f"{'.'.join(map(str, path))}: {value}"
        for path, fact in facts(desk)
        if fact.source
        for value in found(fact)
        if not stands_in_words(value, fact)
    ]


def without_source(catalogue: Catalogue, kind: type[Fact]) -> list[str]:
    return [
        ".".join(map(str, (desk.desk, *path)))
        for desk in catalogue.desks.values()
        for path, fact in facts(desk)
        if isinstance(fact, kind) and not fact.source
    ]


# ── What a value states stands in its words ──────────────────────────────────────────────────────────


def times_of_day(fact: Fact) -> Iterator[str]:
    """ "08:30-17:00" as the article writes it: 8h30, 17h00."""
    if isinstance(fact, OpeningHours):
        for hour, minute in re.findall(r"(\d\d):(\d\d)", fact.open):
            yield f"{int(hour)}h{minute}"


def business_days(fact: Fact) -> Iterator[str]:
    if isinstance(fact, ReplyTime):
        yield str(fact.business_days)
    if isinstance(fact, UnclearTimes):
        yield from (f"{days} dias úteis" for days in fact.business_days)


def numbers_in_texts(fact: Fact) -> Iterator[str]:
    for text in own_texts(fact):
        yield from NUMBER.findall(EMAIL.sub("", text))


def addresses(fact: Fact) -> Iterator[str]:
    if isinstance(fact, Mailbox):
        yield fact.address
    for text in own_texts(fact):
        yield from EMAIL.findall(text)


def plan_names(fact: Fact) -> Iterator[str]:
    if isinstance(fact, Plan):
        yield fact.name


def screen_labels(fact: Fact) -> Iterator[str]:
    for text in own_texts(fact):
        yield from LABEL.findall(text)


@desks
def test_times_of_day_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], times_of_day) == []


@desks
def test_business_days_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], business_days) == []


@desks
def test_numbers_in_texts_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], numbers_in_texts) == []


@desks
def test_addresses_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], addresses) == []


@desks
def test_plan_names_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], plan_names) == []


@desks
def test_labels_of_the_screen_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], screen_labels) == []


@desks
def test_both_languages_state_the_same_numbers(catalogue: Catalogue, desk: str) -> None:
    texts = ((path, entry) for path, entry in entries(catalogue.desks[desk]) if isinstance(entry, Bilingual))
    assert [path for path, text in texts if sorted(NUMBER.findall(text.pt)) != sorted(NUMBER.findall(text.fr))] == []


@desks
def test_both_languages_state_the_same_addresses(catalogue: Catalogue, desk: str) -> None:
    texts = ((path, entry) for path, entry in entries(catalogue.desks[desk]) if isinstance(entry, Bilingual))
    assert [path for path, text in texts if EMAIL.findall(text.pt) != EMAIL.findall(text.fr)] == []


@desks
def test_the_address_of_a_topic_stands_in_its_words(catalogue: Catalogue, desk: str) -> None:
    entry = catalogue.desks[desk]
    missing = [
        key
        for key, topic in entry.topics.items()
        if topic.mailbox and not stands_in_words(entry.mailboxes[topic.mailbox].address, topic)
    ]
    assert missing == []


@desks
def test_the_addresses_of_a_door_stand_in_its_words(catalogue: Catalogue, desk: str) -> None:
    entry = catalogue.desks[desk]
    missing = [
        (path, key)
        for path, door in facts(entry)
        if isinstance(door, Door)
        for key in door.mailboxes
        if not stands_in_words(entry.mailboxes[key].address, door)
    ]
    assert missing == []


@pytest.mark.parametrize("kind", [Plan, Mailbox, Market, OpeningHours, ReplyTime, UnclearTimes, Topic, Door])
def test_what_holds_a_value_quotes_its_words(catalogue: Catalogue, kind: type[Fact]) -> None:
    """An assumption alone would leave the value without evidence."""
    assert without_source(catalogue, kind) == []


# ── Ticks ────────────────────────────────────────────────────────────────────────────────────────────


def ticks_of(desk: Desk, option: str) -> dict[str, int | None]:
    """Per family: the ticks of the row in that family's table, which ends where the next one begins."""
    begins = {family: entry.source[0].line for family, entry in desk.families.items()}
    rows = [source for source in desk.options[option].source if source.ticks]
    return {max((line, family) for family, line in begins.items() if line < row.line)[1]: row.ticks for row in rows}


@pytest.mark.parametrize("option", truth.OPTIONS)
def test_each_table_has_a_row_of_ticks_for_the_option(sendcloud: Desk, option: str) -> None:
    assert set(ticks_of(sendcloud, option)) == {"legacy", "current"}


@pytest.mark.parametrize(("option", "family"), product(truth.OPTIONS, ("legacy", "current")))
def test_there_are_as_many_ticks_as_plans_with_the_option(sendcloud: Desk, option: str, family: str) -> None:
    plans = [key for key in sendcloud.options[option].plans if sendcloud.plans[key].family == family]
    assert ticks_of(sendcloud, option)[family] == len(plans)


@pytest.mark.parametrize("option", truth.OPTIONS)
def test_the_ticks_are_those_of_the_article(sendcloud: Desk, option: str) -> None:
    legacy, current = truth.TICKS[option]
    assert ticks_of(sendcloud, option) == {"legacy": legacy, "current": current}


def test_quoted_ticks_are_as_many_as_counted(sendcloud: Desk) -> None:
    quoted = [source for _, source in sources(sendcloud) if "✓" in source.words]
    assert [source for source in quoted if source.words.count("✓") != source.ticks] == []


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────────


@desks
def test_every_line_quoted_is_a_line_of_the_article(catalogue: Catalogue, desk: str) -> None:
    assert [path for path, source in sources(catalogue.desks[desk]) if source.line > LINES[desk]] == []


TOPIC_LINES = {
    **{topic: row.lines for topic, row in truth.CLEARSALE_TOPICS.items()},
    **{topic: row.lines for topic, row in truth.SENDCLOUD_TOPICS.items()},
}


@pytest.mark.parametrize(("topic", "lines"), TOPIC_LINES.items())
def test_a_topic_quotes_its_lines_of_the_article(catalogue: Catalogue, topic: str, lines: tuple[int, ...]) -> None:
    entry = catalogue.desks[truth.DESK_OF_TOPIC[topic]].topics[topic]
    assert {source.line for _, source in entries(entry) if isinstance(source, Source)} == set(lines)


def test_every_time_that_clearsale_states_is_kept_with_its_line(clearsale: Desk) -> None:
    stated = {
        source.line: int(NUMBER.findall(source.words)[0])
        for _, fact in facts(clearsale)
        if isinstance(fact, (ReplyTime, UnclearTimes))
        for source in fact.source
    }
    assert stated == truth.TIMES_STATED


# ── What is assumed is marked ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("topic", truth.CLEARSALE_TOPICS)
def test_store_name_and_cnpj_are_assumed_where_the_article_does_not_ask_for_them(clearsale: Desk, topic: str) -> None:
    write = clearsale.topics[topic].write
    assert write is not None
    assert (write.assumed is None) is (truth.CLEARSALE_TOPICS[topic].details == "stated")


@pytest.mark.parametrize("topic", truth.CLEARSALE_TOPICS)
def test_a_lost_list_is_marked_where_the_article_had_one(clearsale: Desk, topic: str) -> None:
    write = clearsale.topics[topic].write
    assert write is not None
    assert (write.list_lost is not None) is (truth.CLEARSALE_TOPICS[topic].details == "assumed")


@pytest.mark.parametrize("topic", ["invoice_not_received", "update_billing_emails", "account_question"])
def test_a_topic_that_its_lines_do_not_name_is_assumed(clearsale: Desk, topic: str) -> None:
    assert clearsale.topics[topic].assumed is not None


@pytest.mark.parametrize("option", ["email", "phone"])
def test_what_the_tables_alone_do_not_say_is_assumed(sendcloud: Desk, option: str) -> None:
    """The lost label of e-mail; the lost columns of the phone, of which the prose says nothing."""
    assert sendcloud.options[option].assumed is not None


def test_the_days_of_a_new_login_are_assumed_to_be_business_days(clearsale: Desk) -> None:
    time = clearsale.topics["request_login"].time
    assert time is not None and time.assumed is not None


@desks
def test_the_best_door_is_marked_as_policy(catalogue: Catalogue, desk: str) -> None:
    assert catalogue.desks[desk].best_door.assumed is not None
