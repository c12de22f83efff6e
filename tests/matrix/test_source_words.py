"""Each value holds to its words: what a fact says stands in the words that it quotes from the article.

The articles themselves are not part of the project, so that a quotation is taken at its word here; the lines
that the facts quote are held to the lines of the truth. What `bot.matrix.evidence` holds values to, its own
tests show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from pydantic import BaseModel

from bot.matrix import yaml_lines
from bot.matrix.evidence import TICK, facts, unsupported_values
from bot.matrix.loader import DESKS
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
    Steps,
    Topic,
    UnclearTimes,
)
from tests import truth
from tests.articles import sources_in

LINES = {"sendcloud": 36, "clearsale": 16}
"""How many lines each article has."""

EMAIL = re.compile(r"[\w.]+@[\w.]+\w")
NUMBER = re.compile(r"\d+")
LABEL = re.compile(r"[«“]\s*([^»”]+?)\s*[»”]")
"""Between quotation marks: what the merchant reads on the screen."""

desks = pytest.mark.parametrize("desk", LINES)


def bilinguals(value: object) -> Iterator[Bilingual]:
    """Every text of a desk file in its two languages."""
    if isinstance(value, Bilingual):
        yield value
    if isinstance(value, BaseModel):
        for name in value.__fields__:
            yield from bilinguals(getattr(value, name))
    elif isinstance(value, (dict, tuple)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from bilinguals(item)


def own_texts(fact: Fact) -> Iterator[str]:
    """The bilingual texts and steps of a fact, but not those of facts inside it, nor our own assumptions."""
    own = [getattr(fact, name) for name in fact.__fields__]
    for value in (fact, *(value for value in own if not isinstance(value, Fact))):
        if isinstance(value, Bilingual):
            yield from (value.pt, value.fr)
        elif isinstance(value, Steps):
            yield from (*value.pt, *value.fr)


def not_in_words(desk: Desk, found: Callable[[Fact], Iterator[str]]) -> list[str]:
    """What the facts with a source state, and their words do not hold as a whole."""
    return [
        f"{'.'.join(map(str, located.path))}: {value}"
        for located in facts(desk)
        if located.fact.source
        for value in found(located.fact)
        if not any(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", source.words) for source in located.fact.source)
    ]


def without_source(catalogue: Catalogue, kind: type[Fact]) -> list[str]:
    return [
        ".".join(map(str, (desk.desk, *located.path)))
        for desk in catalogue.desks.values()
        for located in facts(desk)
        if isinstance(located.fact, kind) and not located.fact.source
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


def screen_labels(fact: Fact) -> Iterator[str]:
    for text in own_texts(fact):
        yield from LABEL.findall(text)


@desks
def test_no_value_says_what_its_words_do_not(catalogue: Catalogue, desk: str) -> None:
    """Numbers, addresses, names of plans, ticks."""
    document = yaml_lines.read(DESKS / f"{desk}.yml")
    assert list(map(str, unsupported_values(catalogue.desks[desk], document))) == []


@desks
def test_times_of_day_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], times_of_day) == []


@desks
def test_business_days_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], business_days) == []


@desks
def test_labels_of_the_screen_stand_in_their_words(catalogue: Catalogue, desk: str) -> None:
    assert not_in_words(catalogue.desks[desk], screen_labels) == []


@desks
def test_the_addresses_of_a_door_stand_in_its_words(catalogue: Catalogue, desk: str) -> None:
    mailboxes = catalogue.desks[desk].mailboxes

    def addresses(fact: Fact) -> Iterator[str]:
        yield from (mailboxes[key].address for key in (fact.mailboxes if isinstance(fact, Door) else ()))

    assert not_in_words(catalogue.desks[desk], addresses) == []


@desks
@pytest.mark.parametrize("pattern", [NUMBER, EMAIL], ids=["numbers", "addresses"])
def test_both_languages_state_the_same(catalogue: Catalogue, desk: str, pattern: re.Pattern[str]) -> None:
    texts = bilinguals(catalogue.desks[desk])
    assert [text for text in texts if sorted(pattern.findall(text.pt)) != sorted(pattern.findall(text.fr))] == []


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


@pytest.mark.parametrize(("option", "family"), product(truth.OPTIONS, ("legacy", "current")))
def test_there_are_as_many_ticks_as_plans_with_the_option(sendcloud: Desk, option: str, family: str) -> None:
    plans = [key for key in sendcloud.options[option].plans if sendcloud.plans[key].family == family]
    assert ticks_of(sendcloud, option)[family] == len(plans)


@pytest.mark.parametrize("option", truth.OPTIONS)
def test_the_ticks_are_those_of_the_article(sendcloud: Desk, option: str) -> None:
    legacy, current = truth.TICKS[option]
    assert ticks_of(sendcloud, option) == {"legacy": legacy, "current": current}


def test_quoted_ticks_are_as_many_as_counted(sendcloud: Desk) -> None:
    quoted = [source for source in sources_in(sendcloud) if TICK in source.words]
    assert [source for source in quoted if source.words.count(TICK) != source.ticks] == []


# ── Lines ────────────────────────────────────────────────────────────────────────────────────────────


@desks
def test_every_line_quoted_is_a_line_of_the_article(catalogue: Catalogue, desk: str) -> None:
    assert [source for source in sources_in(catalogue.desks[desk]) if source.line > LINES[desk]] == []


TOPIC_LINES = {
    **{topic: row.lines for topic, row in truth.CLEARSALE_TOPICS.items()},
    **{topic: row.lines for topic, row in truth.SENDCLOUD_TOPICS.items()},
}


@pytest.mark.parametrize(("topic", "lines"), TOPIC_LINES.items())
def test_a_topic_quotes_its_lines_of_the_article(catalogue: Catalogue, topic: str, lines: tuple[int, ...]) -> None:
    entry = catalogue.desks[truth.DESK_OF_TOPIC[topic]].topics[topic]
    assert {source.line for source in sources_in(entry)} == set(lines)


def test_every_time_that_clearsale_states_is_kept_with_its_line(clearsale: Desk) -> None:
    stated = {
        source.line: int(NUMBER.findall(source.words)[0])
        for located in facts(clearsale)
        if isinstance(located.fact, (ReplyTime, UnclearTimes))
        for source in located.fact.source
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
