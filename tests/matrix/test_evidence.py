"""Values are held to their source words, and source words to the lines of the article."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix import yaml_lines
from bot.matrix.evidence import (
    TICK,
    ChangedLine,
    against_article,
    changed_lines,
    digest_file,
    facts,
    line_digests,
    topics_without_intent,
    unsupported_values,
)
from bot.matrix.loader import DESKS, load_desk
from bot.matrix.model import Catalogue, Desk, Fact
from bot.matrix.yaml_lines import Document, Problem
from bot.words import load_intents
from tests.articles import article_of, sources_in

DESK_NAMES = ("sendcloud", "clearsale")

each_desk = pytest.mark.parametrize("name", DESK_NAMES)


def document_of(name: str, folder: Path = DESKS) -> Document:
    return yaml_lines.read(folder / f"{name}.yml")


def in_words(problems: list[Problem]) -> str:
    return "\n".join(map(str, problems))


# ── Every fact ───────────────────────────────────────────────────────────────────────────────────────


@each_desk
def test_every_fact_is_found_under_its_path(catalogue: Catalogue, name: str) -> None:
    document = document_of(name)
    assert [located.path for located in facts(catalogue.desks[name]) if located.path not in document.lines] == []


@each_desk
def test_every_source_of_a_fact_is_found(catalogue: Catalogue, name: str) -> None:
    desk = catalogue.desks[name]
    lost = [topic.write.list_lost for topic in desk.topics.values() if topic.write and topic.write.list_lost]
    found = [source for located in facts(desk) for source in located.fact.source]
    assert len(found) + len(lost) == len(list(sources_in(desk)))


def test_the_same_fact_is_found_once(sendcloud: Desk) -> None:
    paths = [located.path for located in facts(sendcloud)]
    assert len(paths) == len(set(paths))


def test_facts_within_facts_are_found(sendcloud: Desk) -> None:
    found = {located.path: located.fact for located in facts(sendcloud)}
    expected: Fact = sendcloud.options["phone"].hours[1]
    assert found["options", "phone", "hours", 1] is expected


# ── Values that their words do not hold ──────────────────────────────────────────────────────────────


class Spoilt(NamedTuple):
    """In the file of `desk`, `right` was replaced by `wrong`; `told` is what the complaint says."""

    what: str
    desk: str
    right: str
    wrong: str
    told: str


UNSUPPORTED = (
    # Numbers
    Spoilt("another number of business days", "clearsale",
           "business_days: 3\n      what: {pt: a resposta", "business_days: 5\n      what: {pt: a resposta",
           "`topics.order_analysis.time` says 5"),
    Spoilt("another number among unclear times", "clearsale",
           "business_days: [3, 10]", "business_days: [3, 12]",
           "`topics.account_question.times_unclear` says 12"),
    Spoilt("another number in a Portuguese text", "clearsale",
           "O boleto é enviado 10 dias", "O boleto é enviado 12 dias",
           "`topics.invoice_not_received.know_first.0` says 12"),
    Spoilt("another number in a French text", "clearsale",
           "La facture est envoyée 10 jours", "La facture est envoyée 12 jours",
           "`topics.invoice_not_received.know_first.0` says 12"),
    Spoilt("a number that is part of the right one", "clearsale",
           "O boleto é enviado 10 dias", "O boleto é enviado 1 dias",
           "`topics.invoice_not_received.know_first.0` says 1,"),
    # Opening hours
    Spoilt("another hour of opening", "sendcloud",
           'open: "09:00-17:30"', 'open: "10:00-17:30"',
           "`options.phone.hours.0` says"),
    Spoilt("another hour of closing", "sendcloud",
           'open: "09:00-17:30"', 'open: "09:00-18:30"',
           "`options.phone.hours.0` says"),
    Spoilt("other minutes of closing, which are those of the opening", "sendcloud",
           'open: "09:00-17:30"', 'open: "09:00-17:00"',
           "`options.phone.hours.0` says"),
    Spoilt("other minutes of opening, which are those of the closing", "sendcloud",
           'open: "09:00-17:30"', 'open: "09:30-17:30"',
           "`options.phone.hours.0` says"),
    Spoilt("minutes of opening and closing interchanged", "sendcloud",
           'open: "08:30-17:00"', 'open: "08:00-17:30"',
           "`options.phone.hours.1` says"),
    # Addresses
    Spoilt("another address of a mailbox", "clearsale",
           "address: suporte@clear.sale", "address: ajuda@clear.sale",
           "`mailboxes.support` says ajuda@clear.sale"),
    Spoilt("an address without its beginning", "clearsale",
           "address: central.relacionamento@clear.sale", "address: relacionamento@clear.sale",
           "`mailboxes.relationship` says relacionamento@clear.sale"),
    Spoilt("an address without its end", "clearsale",
           "address: suporte@clear.sale", "address: suporte@clear.sal",
           "`mailboxes.support` says suporte@clear.sal,"),
    Spoilt("another address in a text", "clearsale",
           "spam e marque envios@clear.sale", "spam e marque envio@clear.sale",
           "`topics.invoice_not_received.know_first.0` says envio@clear.sale"),
    Spoilt("a topic that goes to the other mailbox", "clearsale",
           "fr: nouvel identifiant et mot de passe}\n    mailbox: relationship",
           "fr: nouvel identifiant et mot de passe}\n    mailbox: support",
           "`topics.request_login` goes to suporte@clear.sale"),
    # Names
    Spoilt("another name of a plan", "sendcloud",
           "name: Growth", "name: Gigantic",
           "`plans.growth` is called Gigantic"),
    Spoilt("a part of a word as the name of a plan", "sendcloud",
           "name: Growth", "name: Grow",
           "`plans.growth` is called Grow,"),
    # Ticks
    Spoilt("a plan too few with an option", "sendcloud",
           "plans: [small_shop, large_shop, business, growth, premium]",
           "plans: [large_shop, business, growth, premium]",
           "`options.phone` names [2, 2] plans per family, its rows have [3, 2] ticks"),
    Spoilt("a plan too many with an option", "sendcloud",
           "plans: [business, premium]", "plans: [large_shop, business, premium]",
           "`options.account_manager` names [2, 1] plans per family, its rows have [1, 1] ticks"),
    Spoilt("a plan of the other family with an option", "sendcloud",
           "plans: [small_shop, large_shop, business, growth, premium]",
           "plans: [large_shop, business, lite, growth, premium]",
           "`options.phone` names [2, 3] plans per family, its rows have [3, 2] ticks"),
    Spoilt("other ticks", "sendcloud",
           "{line: 11, words: Téléphone, ticks: 3}", "{line: 11, words: Téléphone, ticks: 4}",
           "its rows have [4, 2] ticks"),
)  # fmt: skip

each_spoilt = pytest.mark.parametrize("spoilt", UNSUPPORTED, ids=lambda spoilt: spoilt.what)


def spoil(folder: Path, spoilt: Spoilt) -> tuple[Desk, Document]:
    """Make the change; the desk, which is still valid, and its document."""
    file = folder / f"{spoilt.desk}.yml"
    text = file.read_text(encoding="utf-8")
    assert spoilt.right in text, f"{spoilt.desk}.yml no longer holds {spoilt.right!r}"
    file.write_text(text.replace(spoilt.right, spoilt.wrong, 1), encoding="utf-8")
    return load_desk(file), document_of(spoilt.desk, folder)


@each_spoilt
def test_a_value_that_its_words_do_not_hold_is_told(desk_copy: Path, spoilt: Spoilt) -> None:
    assert spoilt.told in in_words(list(unsupported_values(*spoil(desk_copy, spoilt))))


@pytest.mark.parametrize(
    "spoilt", [spoilt for spoilt in UNSUPPORTED if "address" not in spoilt.what], ids=lambda spoilt: spoilt.what
)
def test_one_wrong_value_is_one_problem(desk_copy: Path, spoilt: Spoilt) -> None:
    """A wrong address is one for each topic that leads there, too."""
    assert len(list(unsupported_values(*spoil(desk_copy, spoilt)))) <= 1


def test_a_value_that_its_words_do_not_hold_is_told_on_its_line(desk_copy: Path) -> None:
    desk, document = spoil(desk_copy, next(one for one in UNSUPPORTED if one.what == "another name of a plan"))
    lines = (desk_copy / "sendcloud.yml").read_text(encoding="utf-8").splitlines()
    assert [problem.line for problem in unsupported_values(desk, document)] == [lines.index("  growth:") + 1]


def test_an_assumption_alone_is_held_to_no_words(desk_copy: Path) -> None:
    """The reasons name lines of the article by their numbers."""
    assumed = Spoilt("", "clearsale", "ClearSale answers from Brazil", "ClearSale answers from Brazil, 99 times", "")
    assert list(unsupported_values(*spoil(desk_copy, assumed))) == []


def test_an_option_without_ticks_is_not_counted(desk_copy: Path) -> None:
    file = desk_copy / "sendcloud.yml"
    text = re.sub(r"(words: Téléphone), ticks: \d", r"\1", file.read_text(encoding="utf-8"))
    file.write_text(text.replace("plans: [small_shop, large_shop,", "plans: [large_shop,", 1), encoding="utf-8")
    assert list(unsupported_values(load_desk(file), document_of("sendcloud", desk_copy))) == []


def with_the_example_of_exceptions(folder: Path) -> Path:
    """The desk file with its own commented example written out."""
    file = folder / "sendcloud.yml"
    text = file.read_text(encoding="utf-8")
    examples = re.findall(r"^    # (- \{from: .*\})$", text, flags=re.MULTILINE)
    lines = "".join(f"      {example}\n" for example in examples)
    file.write_text(text.replace("    exceptions: []\n", f"    exceptions:\n{lines}"), encoding="utf-8")
    return file


def test_announced_hours_are_held_to_no_words_of_the_article(desk_copy: Path) -> None:
    """They are announced elsewhere: `announced` says where."""
    desk = load_desk(with_the_example_of_exceptions(desk_copy))
    assert list(map(str, unsupported_values(desk, document_of("sendcloud", desk_copy)))) == []


# ── Topics that no message leads to ──────────────────────────────────────────────────────────────────


@each_desk
def test_every_topic_has_an_intent(catalogue: Catalogue, name: str) -> None:
    assert list(topics_without_intent(catalogue.desks[name], document_of(name), load_intents())) == []


@pytest.mark.parametrize(("name", "topic"), [("clearsale", "cancel_plan"), ("sendcloud", "label_error")])
def test_a_topic_without_an_intent_is_told(catalogue: Catalogue, name: str, topic: str) -> None:
    found = list(topics_without_intent(catalogue.desks[name], document_of(name), load_intents() - {topic}))
    assert [problem.what for problem in found] == [f"no intent is called `{topic}`"]


def test_a_topic_without_an_intent_is_told_on_its_line(catalogue: Catalogue) -> None:
    document = document_of("sendcloud")
    [problem] = topics_without_intent(catalogue.desks["sendcloud"], document, load_intents() - {"label_error"})
    lines = (DESKS / "sendcloud.yml").read_text(encoding="utf-8").splitlines()
    assert lines[problem.line - 1] == "  label_error:"


def test_a_request_of_people_who_are_locked_out_needs_an_intent_too(sendcloud: Desk) -> None:
    found = list(topics_without_intent(sendcloud, document_of("sendcloud"), load_intents() - {"request_login"}))
    assert [problem.what for problem in found] == ["no intent is called `request_login`"]


def test_a_desk_where_nobody_is_locked_out_needs_no_intent_for_it(sendcloud: Desk) -> None:
    open_desk = sendcloud.copy(update={"locked_out": None})
    assert list(topics_without_intent(open_desk, document_of("sendcloud"), load_intents() - {"request_login"})) == []


# ── Words that the article does not hold ─────────────────────────────────────────────────────────────


def against(desk: Desk, article: list[str]) -> list[Problem]:
    return list(against_article(desk, document_of(desk.desk), article))


@each_desk
def test_an_article_that_holds_all_words_is_right(catalogue: Catalogue, name: str) -> None:
    desk = catalogue.desks[name]
    assert against(desk, article_of(desk)) == []


@each_desk
def test_the_form_of_apostrophes_and_spaces_does_not_matter(catalogue: Catalogue, name: str) -> None:
    desk = catalogue.desks[name]
    article = ["\u00a0 " + line.replace("'", "’").replace(" ", " \t ") for line in article_of(desk)]
    assert against(desk, article) == []


def cited_lines() -> list[tuple[str, int]]:
    return [
        (name, line)
        for name in DESK_NAMES
        for line in sorted({s.line for s in sources_in(load_desk(DESKS / f"{name}.yml"))})
    ]


@pytest.mark.parametrize(("name", "line"), cited_lines())
def test_a_line_whose_words_are_gone_is_told_for_each_source(catalogue: Catalogue, name: str, line: int) -> None:
    desk = catalogue.desks[name]
    article = article_of(desk)
    article[line - 1] = "…"
    told = [problem.what for problem in against(desk, article)]
    expected = [
        f"line {line} does not hold the words {source.words!r}" for source in sources_in(desk) if source.line == line
    ]
    assert sorted(told) == sorted(expected)


def test_of_a_line_whose_words_are_gone_the_new_words_are_told(sendcloud: Desk) -> None:
    article = article_of(sendcloud)
    article[28] = "ouvert à toute heure"
    assert "that line now reads 'ouvert à toute heure'" in in_words(against(sendcloud, article))


def test_of_a_line_whose_words_stand_elsewhere_their_lines_are_told(clearsale: Desk) -> None:
    """Line 12's words, "caixa de SPAM", exchanged with line 16's."""
    article = article_of(clearsale)
    article[11], article[15] = article[15], article[11]
    told = [problem.fix for problem in against(clearsale, article) if "'caixa de SPAM'" in problem.what]
    assert told == ["they stand on line 16 now"]


def test_of_words_that_stand_on_several_lines_all_are_told(sendcloud: Desk) -> None:
    article = article_of(sendcloud)
    article[4] = "…"
    told = [
        problem.fix for problem in against(sendcloud, [*article, "Réglages > Abonnements", "Réglages > Abonnements"])
    ]
    assert told == ["they stand on line 37 and 38 now"]


@each_desk
def test_an_article_with_a_new_line_at_its_top_is_told_for_every_source(catalogue: Catalogue, name: str) -> None:
    desk = catalogue.desks[name]
    shifted = ["Nouveau !", *article_of(desk)]
    blind = [s for s in sources_in(desk) if s.words in shifted[s.line - 1]]
    assert len(against(desk, shifted)) >= len(list(sources_in(desk))) - len(blind)


def test_of_an_article_that_is_shorter_its_length_is_told(clearsale: Desk) -> None:
    told = {
        problem.fix for problem in against(clearsale, article_of(clearsale)[:15]) if problem.what.startswith("line 16")
    }
    assert "the article has 15 lines" in told


def test_a_row_with_other_ticks_is_told(sendcloud: Desk) -> None:
    article = article_of(sendcloud)
    article[10] += f" | {TICK}"
    assert [problem.what for problem in against(sendcloud, article)] == ["line 11 has 4 ticks, not 3"]


def test_a_lost_list_is_held_to_its_line_too(clearsale: Desk) -> None:
    article = article_of(clearsale)
    article[3] = article[3].replace("informar os seguintes dados", "…")
    told = [problem.what for problem in against(clearsale, article)]
    assert told == ["line 4 does not hold the words 'informar os seguintes dados'"]


def test_words_that_are_gone_are_told_on_the_line_of_their_fact(sendcloud: Desk) -> None:
    article = article_of(sendcloud)
    article[4] = "…"
    lines = (DESKS / "sendcloud.yml").read_text(encoding="utf-8").splitlines()
    assert [problem.line for problem in against(sendcloud, article)] == [lines.index("find_plan:") + 1]


def test_an_empty_article_holds_nothing(clearsale: Desk) -> None:
    assert len(against(clearsale, [])) == len(list(sources_in(clearsale)))


# ── Lines that have changed ──────────────────────────────────────────────────────────────────────────

ARTICLE = ["un", "deux", "trois", "quatre"]
READ = line_digests(ARTICLE)


def test_the_same_article_has_no_changed_line() -> None:
    assert changed_lines(READ, ARTICLE) == []


def test_other_apostrophes_and_spaces_are_no_change() -> None:
    assert changed_lines(line_digests(["l'heure  d'été"]), [" l’heure d’été\u00a0"]) == []


@pytest.mark.parametrize(
    ("article", "changes"),
    [
        pytest.param(["un", "DEUX", "trois", "quatre"], [ChangedLine(2, "changed")], id="one changed"),
        pytest.param(["un", "DEUX", "TROIS", "quatre"], [ChangedLine(2, "changed"), ChangedLine(3, "changed")],
                     id="two changed"),
        pytest.param(["zéro", *ARTICLE], [ChangedLine(1, "added")], id="one added at the top"),
        pytest.param([*ARTICLE, "cinq"], [ChangedLine(5, "added")], id="one added at the end"),
        pytest.param(["un", "trois", "quatre"], [ChangedLine(2, "removed")], id="one removed"),
        pytest.param(["un", "DEUX", "et demi", "trois", "quatre"], [ChangedLine(2, "changed"), ChangedLine(3, "added")],
                     id="one changed and one added after it"),
        pytest.param(["un", "DEUX ET TROIS", "quatre"], [ChangedLine(2, "changed"), ChangedLine(3, "removed")],
                     id="two made one"),
        pytest.param([], [ChangedLine(number, "removed") for number in (1, 2, 3, 4)], id="all removed"),
    ],
)  # fmt: skip
def test_changed_added_and_removed_lines_are_told(article: list[str], changes: list[ChangedLine]) -> None:
    assert changed_lines(READ, article) == changes


def test_an_article_that_was_never_read_is_all_new() -> None:
    assert changed_lines([], ["un"]) == [ChangedLine(1, "added")]


article_lines = st.lists(st.text(alphabet="abc ", max_size=3), max_size=8)


@given(article_lines, article_lines)
def test_no_changed_line_means_the_same_article(read: list[str], article: list[str]) -> None:
    same = [" ".join(line.split()) for line in read] == [" ".join(line.split()) for line in article]
    assert (changed_lines(line_digests(read), article) == []) is same


def test_a_digest_does_not_show_the_words() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", line_digests(["Téléphone"])[0])


def test_digests_tell_lines_apart() -> None:
    assert len({*line_digests(["un", "deux", "un peu", ""])}) == 4


def test_the_digests_stand_beside_the_desk_file() -> None:
    assert digest_file(Path("desks/sendcloud.yml")) == Path("desks/sendcloud.lines")


@pytest.mark.parametrize(("name", "lines"), [("sendcloud", 36), ("clearsale", 16)])
def test_the_shipped_digests_are_as_many_as_the_articles_lines(name: str, lines: int) -> None:
    kept = digest_file(DESKS / f"{name}.yml").read_text(encoding="utf-8").split()
    assert len([digest for digest in kept if re.fullmatch(r"[0-9a-f]{12}", digest)]) == lines
