"""The answer book: as the assistant answers, each answer once, and stale when a fact has changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answers.model import Context
from bot.book.groups import MAIN, Book
from bot.book.markdown import pages
from bot.book.pages import Page, mail_states
from bot.cli import main
from bot.matrix.loader import load_catalogue
from bot.matrix.model import LANGUAGES, Catalogue
from bot.words import load_responses

RESPONSES = load_responses()
LONGEST_PAGE = 2_000  # lines; what nobody reads reviews nothing


@pytest.fixture(scope="module")
def books(catalogue: Catalogue) -> list[Book]:
    return [Book(catalogue, desk, RESPONSES) for desk in catalogue.desks.values()]


@pytest.fixture
def changed(desk_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Desk files with another address, served to the command."""
    file = desk_copy / "clearsale.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("suporte@clear", "socorro@clear"), encoding="utf-8")
    monkeypatch.setenv("GUICHET_DESKS", str(desk_copy))
    yield desk_copy


def test_the_book_in_docs_is_not_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers", "--check"]) == 0, capsys.readouterr().err


def test_it_is_the_same_each_time(catalogue: Catalogue) -> None:
    assert pages(catalogue, RESPONSES) == pages(load_catalogue(), load_responses())


def test_each_answer_stands_once(books: list[Book]) -> None:
    for book in books:
        said = [entry.said for entry in book.entries]
        assert len(said) == len(set(said))


def test_what_leads_to_an_answer_gets_that_answer(books: list[Book], catalogue: Catalogue) -> None:
    """The names that stand for others aside, and only at the fixed clock."""
    checked = 0
    for book in books:
        for entry in book.entries:
            for lead in entry.leads:
                if "‹" in "".join(entry.said) or lead.instant:
                    continue
                for language, said in zip(LANGUAGES, entry.said, strict=True):
                    context = Context(language, book.desk.desk, lead.desk_told, plan=lead.plan, market=lead.market)
                    if lead.mail:
                        draft = mail_states(book.desk, lead.question.topic or "")[lead.mail]
                        context = replace(context, draft=draft)
                    text = Page(lead.question, context, MAIN).text(catalogue, RESPONSES)
                    assert text.replace("\n[", " [") == said.replace("\n[", " ["), lead
                    checked += 1
    assert checked > 500


def test_every_plan_market_option_and_topic_leads_somewhere(books: list[Book]) -> None:
    for book in books:
        leads = [lead for entry in book.entries for lead in entry.leads]
        assert set(book.desk.plans) == {lead.plan for lead in leads if lead.plan}
        assert set(book.desk.markets) == {lead.market for lead in leads if lead.market}
        assert set(book.desk.options) <= {lead.question.option for lead in leads}
        assert set(book.desk.topics) <= {lead.question.topic for lead in leads}


def test_every_address_and_plan_is_in_it(catalogue: Catalogue) -> None:
    for key, desk in catalogue.desks.items():
        page = pages(catalogue, RESPONSES)[f"{key}.md"]
        for fact in [*(box.address for box in desk.mailboxes.values()), *(plan.name for plan in desk.plans.values())]:
            assert fact in page


def test_a_page_stays_readable(catalogue: Catalogue) -> None:
    for name, page in pages(catalogue, RESPONSES).items():
        assert len(page.splitlines()) < LONGEST_PAGE, name
        assert not re.search(r"[ \t]$", page, re.MULTILINE), name


def test_a_changed_fact_makes_the_book_stale(changed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers", "--check"]) == 1
    told = capsys.readouterr().err
    assert "clearsale.md: stale; run `guichet answers`" in told
    assert "+" in told and "socorro@clear.sale" in told
    assert "sendcloud.md" not in told


def test_writing_mends_it_and_removes_what_no_desk_has(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("a desk that is no more", encoding="utf-8")
    assert main(["answers", "--check", "--folder", str(tmp_path)]) == 1
    assert main(["answers", "--folder", str(tmp_path)]) == 0
    assert main(["answers", "--check", "--folder", str(tmp_path)]) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["clearsale.md", "sendcloud.md"]
