"""`guichet check`: valid or not, what is wrong and where; and against a copy of the article."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main
from bot.matrix.evidence import digest_file, facts, line_digests
from bot.matrix.model import Catalogue, Desk
from tests.articles import article_of


class Said(NamedTuple):
    status: int
    out: str
    err: str


Check = Callable[..., Said]


@pytest.fixture
def check(desk_copy: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs `guichet check` on the copied desk files."""

    def run(*arguments: str) -> Said:
        status = main(["check", "--desks", str(desk_copy), *arguments])
        return Said(status, *capsys.readouterr())

    return run


def change(file: Path, right: str, wrong: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert right in text, f"{file.name} no longer holds {right!r}"
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")


# ── The desk files by themselves ─────────────────────────────────────────────────────────────────────


def test_the_shipped_desk_files_are_valid() -> None:
    assert main(["check"]) == 0


def test_valid_desk_files_are_no_failure(check: Check) -> None:
    assert check().status == 0


@pytest.mark.parametrize("name", ["sendcloud", "clearsale"])
def test_of_a_valid_desk_file_its_facts_are_counted(
    check: Check, catalogue: Catalogue, desk_copy: Path, name: str
) -> None:
    count = len(list(facts(catalogue.desks[name])))
    assert f"{desk_copy / name}.yml: valid, {count} facts" in check().out


def test_one_desk_can_be_checked_alone(check: Check) -> None:
    assert len(check("clearsale").out.splitlines()) == 1


def test_quiet_says_nothing_of_what_is_valid(check: Check) -> None:
    assert check("--quiet") == Said(0, "", "")


def test_an_unknown_desk_ends_with_status_2(check: Check) -> None:
    assert check("sendclod").status == 2


def test_of_an_unknown_desk_those_that_there_are_are_told(check: Check) -> None:
    assert check("sendclod").err == "no desk is called sendclod; there are: clearsale, sendcloud\n"


def test_a_file_of_another_shape_fails(check: Check, desk_copy: Path) -> None:
    change(desk_copy / "sendcloud.yml", "families:", "familes:")
    assert check().status == 1


def test_a_file_of_another_shape_is_told_with_its_line(check: Check, desk_copy: Path) -> None:
    file = desk_copy / "sendcloud.yml"
    change(file, "families:", "familes:")
    line = file.read_text(encoding="utf-8").splitlines().index("familes:") + 1
    assert f"sendcloud.yml:{line}: unknown key `familes`" in check().err


def test_a_value_that_its_words_do_not_hold_fails(check: Check, desk_copy: Path) -> None:
    change(desk_copy / "clearsale.yml", "business_days: 3", "business_days: 4")
    assert check().status == 1


def test_a_value_that_its_words_do_not_hold_is_told_with_its_file_and_line(check: Check, desk_copy: Path) -> None:
    file = desk_copy / "clearsale.yml"
    change(file, "business_days: 3", "business_days: 4")
    line = file.read_text(encoding="utf-8").splitlines().index("      business_days: 4")
    assert f"{file}:{line}: `topics.order_analysis.time` says 4" in check().err


def test_a_broken_desk_is_not_said_to_be_valid(check: Check, desk_copy: Path) -> None:
    change(desk_copy / "clearsale.yml", "business_days: 3", "business_days: 4")
    assert "clearsale.yml: valid" not in check().out


def test_beside_a_broken_desk_the_other_one_is_said_to_be_valid(check: Check, desk_copy: Path) -> None:
    change(desk_copy / "clearsale.yml", "business_days: 3", "business_days: 4")
    assert "sendcloud.yml: valid" in check().out


def test_a_broken_desk_does_not_fail_the_check_of_the_other_one(check: Check, desk_copy: Path) -> None:
    change(desk_copy / "clearsale.yml", "business_days: 3", "business_days: 4")
    assert check("sendcloud").status == 0


@pytest.mark.parametrize(("mistakes", "last"), [(1, "1 problem."), (2, "2 problems.")])
def test_problems_are_counted_last(check: Check, desk_copy: Path, mistakes: int, last: str) -> None:
    changes = [("business_days: 3", "business_days: 4"), ("enviado 10 dias", "enviado 11 dias")]
    for right, wrong in changes[:mistakes]:
        change(desk_copy / "clearsale.yml", right, wrong)
    assert check().err.splitlines()[-1] == last


def test_quiet_still_tells_problems(check: Check, desk_copy: Path) -> None:
    change(desk_copy / "clearsale.yml", "business_days: 3", "business_days: 4")
    assert "says 4" in check("--quiet").err


def test_a_topic_that_no_intent_leads_to_is_told(check: Check, desk_copy: Path) -> None:
    change(desk_copy / "clearsale.yml", "  cancel_plan:\n", "  leave_for_good:\n")
    assert "no intent is called `leave_for_good`" in check().err


def test_announced_hours_need_no_words_of_the_article(check: Check, desk_copy: Path) -> None:
    row = '{from: 2026-12-24, to: 2026-12-24, markets: [fr], open: "09:00-12:00", announced: e-mail of 10 December}'
    change(desk_copy / "sendcloud.yml", "exceptions: []", f"exceptions:\n      - {row}")
    assert check().err == ""


def test_an_empty_folder_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--desks", str(tmp_path)])
    assert "no desk file (*.yml) in this folder" in capsys.readouterr().err


def test_the_environment_names_another_folder(
    desk_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GUICHET_DESKS", str(desk_copy))
    main(["check"])
    assert f"{desk_copy}/sendcloud.yml: valid" in capsys.readouterr().out


# ── Against a copy of the article ────────────────────────────────────────────────────────────────────


class Copy(NamedTuple):
    """A made-up article of Sendcloud, which has been read before."""

    file: Path
    lines: list[str]

    def write(self, lines: list[str]) -> None:
        self.file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture
def article(sendcloud: Desk, desk_copy: Path, tmp_path: Path) -> Copy:
    lines = article_of(sendcloud)
    digest_file(desk_copy / "sendcloud.yml").write_text("\n".join(line_digests(lines)), encoding="utf-8")
    copy = Copy(tmp_path / "article.txt", lines)
    copy.write(lines)
    return copy


def against(check: Check, article: Copy, *arguments: str) -> Said:
    return check("--against", str(article.file), *arguments)


def test_an_unchanged_article_is_no_failure(check: Check, article: Copy) -> None:
    assert against(check, article).status == 0


def test_of_an_unchanged_article_that_is_said(check: Check, article: Copy, sendcloud: Desk) -> None:
    count = sum(len(located.fact.source) for located in facts(sendcloud))
    assert f"all {count} source words stand on their lines" in against(check, article).out


def test_quiet_says_nothing_of_an_unchanged_article(check: Check, article: Copy) -> None:
    assert against(check, article, "--quiet") == Said(0, "", "")


@pytest.mark.parametrize("name", ["sendcloud", "clearsale"])
def test_the_desk_is_told_from_the_articles_words(
    check: Check, catalogue: Catalogue, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "article.txt"
    file.write_text("\n".join(article_of(catalogue.desks[name])), encoding="utf-8")
    assert f"{name}.yml: all" in check("--against", str(file)).out


def test_the_desk_can_be_named(check: Check, article: Copy) -> None:
    assert "clearsale.yml" in check("clearsale", "--against", str(article.file)).err


CHANGED = "Ouvert de 10h00 à 17h30 GMT+1."


@pytest.fixture
def changed(article: Copy) -> Copy:
    """The article with other hours on line 29."""
    article.write([*article.lines[:28], CHANGED, *article.lines[29:]])
    return article


def test_an_article_whose_words_changed_fails(check: Check, changed: Copy) -> None:
    assert against(check, changed).status == 1


def test_of_an_article_whose_words_changed_the_line_is_told(check: Check, changed: Copy) -> None:
    assert f"{changed.file}:29: changed since it was read 2026-11-21: {CHANGED}" in against(check, changed).out


def test_of_an_article_whose_words_changed_the_facts_are_told(check: Check, changed: Copy) -> None:
    told = against(check, changed).err
    assert re.search(r"sendcloud\.yml:\d+: line 29 does not hold the words '9h00 à 17h30 GMT\+1'", told)


def test_a_line_that_changed_beside_the_words_is_told_too(check: Check, article: Copy) -> None:
    article.write([*article.lines[:28], article.lines[28] + ", sauf en août", *article.lines[29:]])
    assert f"{article.file}:29: changed" in against(check, article).out


def test_a_line_that_changed_beside_the_words_fails(check: Check, article: Copy) -> None:
    """Every word still stands there, and yet the article says something else."""
    article.write([*article.lines[:28], article.lines[28] + ", sauf en août", *article.lines[29:]])
    assert against(check, article).status == 1


def test_a_line_that_changed_is_told_even_quietly(check: Check, article: Copy) -> None:
    article.write([*article.lines[:28], article.lines[28] + ", sauf en août", *article.lines[29:]])
    assert f"{article.file}:29: changed" in against(check, article, "--quiet").out


@pytest.fixture
def shifted(article: Copy) -> Copy:
    article.write(["Nouveau !", *article.lines])
    return article


def test_of_a_shifted_article_the_new_lines_are_told(check: Check, shifted: Copy) -> None:
    told = against(check, shifted).err
    assert re.search(r"line 5 does not hold the words 'Réglages > Abonnements' -> they stand on line 6 now", told)


def test_of_a_shifted_article_only_the_line_that_is_new_is_told_as_added(check: Check, shifted: Copy) -> None:
    said = against(check, shifted).out.splitlines()
    assert said == [f"{shifted.file}:1: added since it was read 2026-11-21: Nouveau !"]


def test_of_a_removed_line_no_other_words_are_told(check: Check, article: Copy) -> None:
    article.write(article.lines[:-1])
    told = [line for line in against(check, article).out.splitlines() if "removed" in line]
    assert told == [f"{article.file}:36: removed since it was read 2026-11-21: "]


def test_a_missing_article_ends_with_status_2(check: Check, tmp_path: Path) -> None:
    assert check("--against", str(tmp_path / "nowhere.txt")).status == 2


def test_a_missing_article_is_told(check: Check, tmp_path: Path) -> None:
    assert f"{tmp_path / 'nowhere.txt'} cannot be read" in check("--against", str(tmp_path / "nowhere.txt")).err


def test_an_article_that_is_no_text_is_told(check: Check, article: Copy) -> None:
    article.file.write_bytes("Téléphone".encode("latin-1"))
    assert "cannot be read" in against(check, article).err


def test_an_empty_article_fails(check: Check, article: Copy) -> None:
    article.file.write_text("", encoding="utf-8")
    assert check("sendcloud", "--against", str(article.file)).status == 1


def test_an_article_that_was_never_read_is_held_to_its_words_alone(
    check: Check, article: Copy, desk_copy: Path
) -> None:
    digest_file(desk_copy / "sendcloud.yml").unlink()
    assert against(check, article).status == 0


# ── Accepting an article as read ─────────────────────────────────────────────────────────────────────

BESIDE = ", sauf en août"


@pytest.fixture
def changed_beside(article: Copy) -> Copy:
    """Changed on line 29, beside the words that are quoted."""
    article.write([*article.lines[:28], article.lines[28] + BESIDE, *article.lines[29:]])
    return article


def test_an_article_is_accepted_whose_words_all_stand(check: Check, changed_beside: Copy) -> None:
    assert against(check, changed_beside, "--accept").status == 0


def test_an_article_that_was_accepted_has_not_changed_any_more(check: Check, changed_beside: Copy) -> None:
    against(check, changed_beside, "--accept")
    assert against(check, changed_beside).status == 0


def test_after_accepting_the_day_of_reading_is_asked_for(check: Check, changed_beside: Copy) -> None:
    assert "set `article.read`" in against(check, changed_beside, "--accept").out


def test_an_article_is_not_accepted_whose_words_are_gone(check: Check, changed: Copy, desk_copy: Path) -> None:
    kept = digest_file(desk_copy / "sendcloud.yml").read_text(encoding="utf-8")
    against(check, changed, "--accept")
    assert digest_file(desk_copy / "sendcloud.yml").read_text(encoding="utf-8") == kept


def test_accepting_an_article_whose_words_are_gone_fails(check: Check, changed: Copy) -> None:
    assert against(check, changed, "--accept").status == 1


def test_what_is_kept_of_an_article_are_no_words(check: Check, changed_beside: Copy, desk_copy: Path) -> None:
    against(check, changed_beside, "--accept")
    kept = digest_file(desk_copy / "sendcloud.yml").read_text(encoding="utf-8")
    assert re.fullmatch(r"([0-9a-f]{12}\n){36}", kept)


def test_accept_without_an_article_is_a_wrong_call(check: Check) -> None:
    """Alone it would do nothing, in silence."""
    try:
        status = check("--accept").status
    except SystemExit as ended:
        status = int(ended.code or 0)
    assert status == 2
