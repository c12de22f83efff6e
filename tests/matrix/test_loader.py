"""A spoilt desk file is refused, and whoever edits it hears where, what, and what would be right.

PyYAML takes a tenth of a second for a desk file, so each mistake is made and read once, for all its tests.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matrix.loader import DESKS, DeskFileError, load_catalogue, load_desk
from bot.matrix.model import Catalogue
from bot.matrix.yaml_lines import Problem


class Mistake(NamedTuple):
    """In the file of `desk`, `right` was replaced by `wrong`, where § stands before what is to blame.

    `told` are words of the complaint, `fix` a pattern for what would be right.
    """

    what: str
    desk: str
    right: str
    wrong: str
    told: str
    fix: str


def spoil(folder: Path, mistake: Mistake) -> int:
    """Make the mistake in `folder`; the line that is to blame."""
    file = folder / f"{mistake.desk}.yml"
    text = file.read_text(encoding="utf-8")
    assert mistake.right in text, f"{mistake.desk}.yml no longer holds {mistake.right!r}"
    spoilt = text.replace(mistake.right, mistake.wrong, 1)
    line = spoilt[: spoilt.index("§")].count("\n") + 1
    file.write_text(spoilt.replace("§", ""), encoding="utf-8")
    return line


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """What the loader complains about."""
    with pytest.raises(DeskFileError) as caught:
        load_catalogue(folder)
    return caught.value.problems


def without_lines(file: Path, pattern: str) -> None:
    """Take the lines out of `file` that match `pattern`, once."""
    text, count = re.subn("^" + pattern, "", file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1, f"{file.name} no longer holds {pattern!r}"
    file.write_text(text, encoding="utf-8")


def in_words(problems: tuple[Problem, ...]) -> str:
    return "\n".join(map(str, problems))


# ── One mistake each ─────────────────────────────────────────────────────────────────────────────────

EXCEPTIONS = "    exceptions: []\n"
FIRST_EXCEPTION = "    exceptions:\n      - §"
CLOSED = FIRST_EXCEPTION + "{{from: {}, to: {}, markets: [{}], closed: true, announced: x}}\n"

PLAN_LITE_OF_CLEARSALE = """families:
  other:
    name: {pt: outros, fr: autres}
    one: {pt: um outro, fr: un autre}
    called: {pt: [outro], fr: [autre]}
    assumed: {why: a test}
plans:
  lite:
    name: Lite
    family: other
    called: {pt: [Lite], fr: [Lite]}
    assumed: {why: a test}
"""

IN_ONE_FILE = (
    # The form of the file
    Mistake("a bracket is left open", "sendcloud",
            "days: [mon, tue, wed, thu, fri]\n", "days: [mon, tue, wed, thu, fri\n§",
            "not valid YAML", r"\]"),
    Mistake("a text holds a colon", "sendcloud",
            "why: the columns of the ticks", "why: §the columns: of the ticks",
            "not valid YAML", "double quotes"),
    Mistake("a line begins with a tab", "sendcloud",
            "    family: legacy", "\t§family: legacy",
            "not valid YAML", r"\\t"),
    Mistake("a key stands twice", "sendcloud",
            "      inside_account: true\n", "      inside_account: true\n      §inside_account: true\n",
            "stands twice", "keep one"),
    Mistake("a plan stands twice", "sendcloud",
            "  growth:\n", "  §lite:\n",
            "`lite` stands twice", "keep one"),
    Mistake("yes has no quotes", "sendcloud",
            "inside_account: true", "inside_account: §yes",
            "`yes` without quotes", '"yes"'),
    Mistake("no has no quotes", "sendcloud",
            "{pt: [fax], fr: [fax]}", "{pt: [fax], fr: [§no]}",
            "`no` without quotes", '"no"'),
    Mistake("on has no quotes", "sendcloud",
            "{pt: [fax], fr: [fax]}", "{pt: [fax], fr: [§On]}",
            "`On` without quotes", '"On"'),
    Mistake("a key is an unquoted no", "sendcloud",
            "  nl:\n", "  §no:\n",
            "`no` without quotes", '"no"'),
    Mistake("a time has no quotes", "sendcloud",
            'open: "09:00-17:30"', "open: §17:30",
            "`17:30` without quotes", '"17:30"'),
    Mistake("a text in braces holds a comma, then several words", "sendcloud",
            "what: {pt: o chat ao vivo, ", "§what: {pt: o chat, ao vivo, ",
            "ao vivo", "double quotes"),
    Mistake("a text in braces holds a comma, then one word", "sendcloud",
            "what: {pt: o chat ao vivo, ", "§what: {pt: o chat, rápido, ",
            "rápido", "double quotes"),
    Mistake("a day that no month has", "sendcloud",
            EXCEPTIONS, CLOSED.format("2026-02-30", "2026-03-01", "fr"),
            "no day of the calendar", "date|day"),

    # Keys
    Mistake("an unknown key at the top", "sendcloud",
            "families:", "§familes:",
            "unknown key `familes`", "did you mean `families`"),
    Mistake("an unknown key inside", "sendcloud",
            "      inside_account:", "      §inside_acount:",
            "inside_acount", "did you mean `inside_account`"),
    Mistake("an unknown key in a list", "sendcloud",
            "        zone: Europe/Paris", "        §zonne: Europe/Paris",
            "zonne", "did you mean `zone`"),
    Mistake("an unknown key that resembles none", "clearsale",
            "article:\n", "article:\n  §xyz: 1\n",
            "xyz", "known here: title, url, language, read"),
    Mistake("a key is missing", "sendcloud",
            "  lite:\n    name: Lite\n", "  §lite:\n",
            "`plans.lite.name` is missing", "add `name:`"),
    Mistake("a key has no value", "sendcloud",
            "    name: Lite\n", "    §name:\n",
            "`plans.lite.name` has no value", "write one"),
    Mistake("a language is missing", "sendcloud",
            "name: {pt: Espanha, fr: Espagne}", "§name: {pt: Espanha}",
            "`markets.es.name.fr` is missing", "add `fr:`"),
    Mistake("a plan's key is not a key", "sendcloud",
            "  lite:\n", "  §Lite-X:\n",
            "Lite-X", "small_shop"),
    Mistake("a fact says neither where nor why", "sendcloud",
            "  nl:\n    name:", "  §nl:\n    namme:",
            "markets.nl.name", "did you mean `name`|add `name:`"),

    # Values
    Mistake("a text is empty", "sendcloud",
            "    name: Lite\n", '    §name: ""\n',
            "plans.lite.name", "at least 1 char|not empty|write"),
    Mistake("one text stands for both languages", "sendcloud",
            "name: {pt: Espanha, fr: Espagne}", "§name: Espanha",
            "markets.es.name", r"\bpt\b.*\bfr\b"),
    Mistake("a list stands where a text is due", "sendcloud",
            "    name: Lite\n", "    §name: [Lite]\n",
            "plans.lite.name", "text"),
    Mistake("a text stands where a list is due", "sendcloud",
            "plans: [business, premium]", "§plans: business",
            "options.account_manager.plans", r"list|\["),
    Mistake("a number is a word", "clearsale",
            "business_days: 3", "§business_days: three",
            "business_days", "number|integer"),
    Mistake("a number is not whole", "clearsale",
            "business_days: 3", "§business_days: 3.5",
            "business_days", "whole|integer"),
    Mistake("a number is too small", "clearsale",
            "business_days: 3", "§business_days: 0",
            "business_days", "from 1"),
    Mistake("a number is too large", "clearsale",
            "business_days: 3", "§business_days: 300",
            "business_days", "60"),
    Mistake("a date is no date", "sendcloud",
            "read: 2026-11-21", "§read: yesterday",
            "article.read", r"\d{4}-\d{2}-\d{2}|YYYY-MM-DD"),
    Mistake("a web address is none", "sendcloud",
            "url: https://", "§url: ",
            "article.url", "https?://|URL scheme"),
    Mistake("an e-mail address has no @", "clearsale",
            "address: suporte@clear.sale", "§address: suporte.clear.sale",
            "mailboxes.support.address", "name@example.com"),
    Mistake("an e-mail address has a capital", "clearsale",
            "address: suporte@clear.sale", "§address: Suporte@clear.sale",
            "mailboxes.support.address", "lower case"),
    Mistake("a source quotes a whole sentence", "sendcloud",
            "words: 9h00 à 17h30 GMT+1", "§words: " + "de 9h00 à 17h30 et " * 10,
            "words", "few words"),
    Mistake("a language that is not ours", "clearsale",
            "default_for: [pt]", "§default_for: [en]",
            "default_for", "pt, fr"),

    # Opening hours
    Mistake("it closes before it opens", "sendcloud",
            'open: "09:00-17:30"', '§open: "17:30-09:00"',
            "closes before it opens", "opening, then closing"),
    Mistake("it closes when it opens", "sendcloud",
            'open: "09:00-17:30"', '§open: "09:00-09:00"',
            "closes before it opens", "opening, then closing"),
    Mistake("an hour has one digit", "sendcloud",
            'open: "09:00-17:30"', '§open: "9:00-17:30"',
            "wrong form", '"08:15-12:45"'),
    Mistake("an hour that no day has", "sendcloud",
            'open: "09:00-17:30"', '§open: "09:00-24:30"',
            "wrong form", '"08:15-12:45"'),
    Mistake("an unknown zone", "sendcloud",
            "        zone: Europe/Paris", "        §zone: Europe/Pariss",
            "no time zone is called 'Europe/Pariss'", "Europe/Paris"),
    Mistake("a market in an unknown zone", "sendcloud",
            "    zone: Europe/Vienna", "    §zone: Vienna",
            "no time zone is called 'Vienna'", "Europe/Paris"),
    Mistake("an unknown day", "sendcloud",
            "days: [mon, tue, wed, thu, fri]", "§days: [mon, tues]",
            "unknown value", "mon, tue, wed, thu, fri, sat, sun"),
    Mistake("no day", "sendcloud",
            "days: [mon, tue, wed, thu, fri]", "§days: []",
            "the list is empty", "at least one"),
    Mistake("an exception is both open and closed", "sendcloud",
            EXCEPTIONS, FIRST_EXCEPTION
            + '{from: 2026-12-24, to: 2026-12-24, markets: [fr], closed: true, open: "09:00-12:00", announced: x}\n',
            "exceptions.0", "either `open"),
    Mistake("an exception is neither open nor closed", "sendcloud",
            EXCEPTIONS, FIRST_EXCEPTION + "{from: 2026-12-24, to: 2026-12-24, markets: [fr], announced: x}\n",
            "exceptions.0", "either `open"),
    Mistake("an exception ends before it begins", "sendcloud",
            EXCEPTIONS, CLOSED.format("2026-12-24", "2026-12-23", "fr"),
            "`to` lies before `from`", "first day, then the last"),
    Mistake("an exception was announced by nobody", "sendcloud",
            EXCEPTIONS, FIRST_EXCEPTION + "{from: 2026-12-24, to: 2026-12-24, markets: [fr], closed: true}\n",
            "exceptions.0.announced", "add `announced:`"),
    Mistake("an exception on a date written the French way", "sendcloud",
            EXCEPTIONS, CLOSED.format("24/12/2026", "2026-12-24", "fr"),
            "exceptions.0.from", r"\d{4}-\d{2}-\d{2}|YYYY-MM-DD"),

    # Ways
    Mistake("a topic goes two ways", "sendcloud",
            "  label_error:\n", "  §label_error:\n    mailbox: x\n",
            "topics.label_error", "either `mailbox`"),
    Mistake("a door has steps and mailboxes", "sendcloud",
            "    door:\n      inside_account: true\n", "    §door:\n      mailboxes: [x]\n      inside_account: true\n",
            "options.email.door", "either `where`"),
    Mistake("a step in one language only", "sendcloud",
            "      steps:\n        pt:\n", "      §steps:\n        pt:\n          - Respire\n",
            "different numbers of steps", "both languages"),
    Mistake("the table of best doors may end without a door", "clearsale",
            "  urgent:\n    - option: email\n", "  §urgent:\n    - option: email\n      if: open\n",
            "best_door.urgent", "a line without `if`"),
    Mistake("an unknown condition", "sendcloud",
            "      if: open", "      §if: opened",
            "best_door.urgent.0.if", "open"),

    # Names that point at nothing
    Mistake("an unknown family", "sendcloud",
            "    family: current", "    §family: curent",
            "no family is called `curent`", "legacy, current"),
    Mistake("an unknown plan", "sendcloud",
            "plans: [business, premium]", "§plans: [busines, premium]",
            "no plan is called `busines`", "business"),
    Mistake("an unknown market", "sendcloud",
            "markets: [gb]", "§markets: [uk]",
            "no market is called `uk`", "gb"),
    Mistake("an unknown market in an exception", "sendcloud",
            EXCEPTIONS, CLOSED.format("2026-12-24", "2026-12-24", "uk"),
            "no market is called `uk`", "gb"),
    Mistake("an unknown mailbox of a topic", "clearsale",
            "    mailbox: support", "    §mailbox: suport",
            "no mailbox is called `suport`", "relationship, support"),
    Mistake("an unknown mailbox of a door", "clearsale",
            "mailboxes: [relationship, support]", "§mailboxes: [relationship, suport]",
            "no mailbox is called `suport`", "relationship, support"),
    Mistake("an unknown option of a topic", "sendcloud",
            "    through: chat\n", "    §through: tchat\n",
            "no option is called `tchat`", "chat"),
    Mistake("an unknown detail", "clearsale",
            "details: [store, cnpj]", "§details: [store, cpf]",
            "no detail is called `cpf`", "cnpj"),
    Mistake("an unknown option of the general door", "sendcloud",
            "general_door:\n  option: email", "general_door:\n  §option: mail",
            "no option is called `mail`", "email"),
    Mistake("an unknown topic of the general door", "clearsale",
            "  topic: account_question", "  §topic: account",
            "no topic is called `account`", "account_question"),
    Mistake("an unknown option among the best doors", "clearsale",
            "  urgent:\n    - option: email", "  urgent:\n    - §option: mail",
            "no option is called `mail`", "email"),
    Mistake("business days without a calendar", "clearsale",
            "business_days:\n  zone:", "§business_dayz:\n  zone:",
            "business_dayz", "business_days"),
    Mistake("holidays of a country that does not exist", "sendcloud",
            "{country: FR, ", "§{country: XX, ",
            "XX", "country"),
    Mistake("a possible holiday that the calendar does not have", "clearsale",
            "calendar: Corpus Christi", "§calendar: Corpus Cristi",
            "Corpus Cristi", "calendar|Corpus Christi"),

    # Names used twice
    Mistake("a name of two plans", "sendcloud",
            "pt: [Premium]", "pt: [Premium, §GROWTH]",
            "is already a name of `growth`", "one place"),
    Mistake("a name of two markets", "sendcloud",
            "pt: [Espanha, ", "pt: [Espanha, §alemão, ",
            "`alemão` is already a name of `de`", "one place"),
    Mistake("a name of two ways that the article does not name", "sendcloud",
            "{pt: [fax], ", "{pt: [§torpedo], ",
            "`torpedo` is already a name of `sms`", "one place"),
    Mistake("a name of two options", "sendcloud",
            "pt: [gerente de conta, ", "pt: [§telefone, gerente de conta, ",
            "`telefone` is already a name of `phone`", "one place"),

    # Between the file and its name
    Mistake("another desk's name", "sendcloud",
            "desk: sendcloud", "§desk: sendclod",
            "holds the desk sendclod", r"rename the file to sendclod\.yml, or write `desk: sendcloud`"),
)  # fmt: skip

BETWEEN_FILES = (
    Mistake("two desks for one language", "sendcloud",
            "default_for: [fr]", "§default_for: [fr, pt]",
            "`pt` is in `default_for` of clearsale.yml too", "one default desk"),
)  # fmt: skip

MISTAKES = (*IN_ONE_FILE, *BETWEEN_FILES)

each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)


class Complaint(NamedTuple):
    """What the loader said to a mistake, and the place that it should have named."""

    problems: tuple[Problem, ...]
    file: str
    line: int


@cache
def complaint_about(mistake: Mistake) -> Complaint:
    """Make the mistake in fresh copies; each one is read once only."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in DESKS.glob("*.yml"):
            shutil.copy(file, folder)
        line = spoil(folder, mistake)
        file = folder / f"{mistake.desk}.yml"
        try:
            load_catalogue(folder) if mistake in BETWEEN_FILES else load_desk(file)
        except DeskFileError as error:
            return Complaint(error.problems, file.name, line)
        return Complaint((), file.name, line)


@each_mistake
def test_a_mistake_is_refused(mistake: Mistake) -> None:
    assert complaint_about(mistake).problems


@each_mistake
def test_a_mistake_is_found_on_its_line(mistake: Mistake) -> None:
    problems, file, line = complaint_about(mistake)
    assert (file, line) in {(problem.file, problem.line) for problem in problems}


@each_mistake
def test_what_is_wrong_is_told(mistake: Mistake) -> None:
    assert mistake.told in in_words(complaint_about(mistake).problems)


@each_mistake
def test_what_would_be_right_is_told(mistake: Mistake) -> None:
    assert re.search(mistake.fix, in_words(complaint_about(mistake).problems))


@pytest.fixture
def lite_in_two_desks(desk_copy: Path) -> Path:
    file = desk_copy / "clearsale.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("mailboxes:\n", PLAN_LITE_OF_CLEARSALE + "mailboxes:\n", 1), encoding="utf-8")
    return desk_copy


def test_one_plan_in_two_desks_is_refused(lite_in_two_desks: Path) -> None:
    assert "the plan `lite` is in clearsale.yml too -> a plan belongs to one desk" in in_words(
        problems_of(lite_in_two_desks)
    )


def test_one_plan_in_two_desks_is_found_on_a_line_of_that_plan(lite_in_two_desks: Path) -> None:
    lines_of_lite = {
        (file.name, number)
        for file in lite_in_two_desks.glob("*.yml")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if line == "  lite:"
    }
    assert {(problem.file, problem.line) for problem in problems_of(lite_in_two_desks)} & lines_of_lite


def test_a_topic_that_goes_no_way_is_refused(desk_copy: Path) -> None:
    without_lines(desk_copy / "sendcloud.yml", r"    through: chat\n")
    assert "a topic has either `mailbox` (write there) or `through` (an option)" in in_words(problems_of(desk_copy))


def test_a_fact_without_source_or_assumption_is_refused(desk_copy: Path) -> None:
    without_lines(desk_copy / "sendcloud.yml", r"    source: \{line: 15, words: Lite\}\n")
    assert "add `source: {line, words}` from the article, or `assumed: {why}`" in in_words(problems_of(desk_copy))


def test_a_time_in_business_days_needs_a_calendar(desk_copy: Path) -> None:
    without_lines(desk_copy / "clearsale.yml", r"business_days:\n(?:[ #].*\n)+")
    assert "a time in business days needs a calendar -> add `business_days:`" in in_words(problems_of(desk_copy))


# ── All mistakes at once ─────────────────────────────────────────────────────────────────────────────


def mistake_called(what: str) -> Mistake:
    return next(mistake for mistake in MISTAKES if mistake.what == what)


AT_ONCE = {
    "several of the shape in one file": (
        "an unknown key at the top",
        "an unknown zone",
        "a key is missing",
        "it closes before it opens",
    ),
    "several names that point at nothing in one file": (
        "an unknown family",
        "an unknown plan",
        "an unknown market",
        "an unknown option of a topic",
    ),
    "form and shape in one file": (
        "no has no quotes",
        "a key stands twice",
        "an unknown zone",
    ),
    "shape and names that point at nothing in one file": (
        "an unknown zone",
        "an unknown market",
        "an unknown option of a topic",
    ),
    "shape and names used twice in one file": (
        "an unknown zone",
        "a name of two plans",
    ),
    "names that point at nothing and names used twice in one file": (
        "an unknown plan",
        "a name of two plans",
        "a name of two markets",
    ),
    "both files": (
        "an unknown zone",
        "an unknown key at the top",
        "an e-mail address has no @",
        "an unknown key that resembles none",
    ),
}


@pytest.mark.parametrize("mistakes", AT_ONCE.values(), ids=AT_ONCE)
def test_all_mistakes_are_told_at_once(desk_copy: Path, mistakes: tuple[str, ...]) -> None:
    for what in mistakes:
        spoil(desk_copy, mistake_called(what))
    words = in_words(problems_of(desk_copy))
    assert [what for what in mistakes if mistake_called(what).told not in words] == []


def test_problems_stand_in_the_order_of_files_and_lines(desk_copy: Path) -> None:
    for what in AT_ONCE["both files"]:
        spoil(desk_copy, mistake_called(what))
    places = [(problem.file, problem.line) for problem in problems_of(desk_copy)]
    assert places == sorted(places)


def test_the_message_counts_the_problems(desk_copy: Path) -> None:
    for what in AT_ONCE["several names that point at nothing in one file"]:
        spoil(desk_copy, mistake_called(what))
    with pytest.raises(DeskFileError, match=r"^4 problems in the desk files:"):
        load_catalogue(desk_copy)


def test_the_message_gives_each_problem_its_file_and_line(desk_copy: Path) -> None:
    line = spoil(desk_copy, mistake_called("an unknown zone"))
    with pytest.raises(DeskFileError, match=rf"^1 problem in the desk files:\n  sendcloud\.yml:{line}: "):
        load_catalogue(desk_copy)


# ── Files that hold no desk ──────────────────────────────────────────────────────────────────────────

WHOLE_FILES = {
    "an empty file": (b"", "the file is empty"),
    "nothing but a comment": (b"# to do\n", "the file is empty"),
    "a list": (b"- sendcloud\n", "list of `key: value`"),
    "one word": (b"sendcloud\n", "list of `key: value`"),
    "null": (b"null\n", "the file is empty"),
    "two documents": (b"desk: a\n---\ndesk: b\n", "not valid YAML"),
    "Latin-1": ("desk: guichê".encode("latin-1"), "UTF-8"),
    "a null byte": (b"desk: \0", "not valid YAML"),
    "a Python object": (b"desk: !!python/object/apply:os.getcwd []\n", "not valid YAML"),
    "more than a megabyte": (b"#" * 1_000_001, "larger than 1 MB"),
    "a list that holds itself": (b"desk: &x [*x]\n", "is missing"),
}


@pytest.mark.parametrize(("content", "told"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_file_that_holds_no_desk_is_refused(desk_copy: Path, content: bytes, told: str) -> None:
    (desk_copy / "sendcloud.yml").write_bytes(content)
    assert told in in_words(problems_of(desk_copy))


@pytest.mark.parametrize(("content", "told"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_file_that_holds_no_desk_is_named(desk_copy: Path, content: bytes, told: str) -> None:
    (desk_copy / "sendcloud.yml").write_bytes(content)
    assert {problem.file for problem in problems_of(desk_copy)} == {"sendcloud.yml"}


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    assert "no desk file (*.yml) in this folder" in in_words(problems_of(tmp_path / "nowhere"))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "put at least one desk file there" in in_words(problems_of(tmp_path))


def test_a_folder_called_like_a_desk_file_is_refused(desk_copy: Path) -> None:
    (desk_copy / "third.yml").mkdir()
    assert "third.yml:1: cannot be read" in in_words(problems_of(desk_copy))


def test_a_copy_of_a_desk_under_another_name_is_refused(desk_copy: Path) -> None:
    shutil.copy(desk_copy / "sendcloud.yml", desk_copy / "sendcloud_old.yml")
    assert "the file holds the desk sendcloud" in in_words(problems_of(desk_copy))


# ── Files that are right ─────────────────────────────────────────────────────────────────────────────


def test_a_copy_of_the_desks_reads_like_the_desks(desk_copy: Path, catalogue: Catalogue) -> None:
    assert load_catalogue(desk_copy) == catalogue


def test_a_file_with_windows_line_ends_reads_the_same(desk_copy: Path, catalogue: Catalogue) -> None:
    file = desk_copy / "sendcloud.yml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert load_catalogue(desk_copy) == catalogue


def test_a_file_with_a_byte_order_mark_reads_the_same(desk_copy: Path, catalogue: Catalogue) -> None:
    file = desk_copy / "sendcloud.yml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load_catalogue(desk_copy) == catalogue


def test_other_files_in_the_folder_are_left_alone(desk_copy: Path, catalogue: Catalogue) -> None:
    (desk_copy / "notes.txt").write_text("desk: none", encoding="utf-8")
    assert load_catalogue(desk_copy) == catalogue


def test_one_desk_is_enough(desk_copy: Path) -> None:
    (desk_copy / "clearsale.yml").unlink()
    file = desk_copy / "sendcloud.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("default_for: [fr]", "default_for: [pt, fr]"))
    assert list(load_catalogue(desk_copy).desks) == ["sendcloud"]


def test_a_language_without_a_default_desk_is_told(desk_copy: Path) -> None:
    (desk_copy / "sendcloud.yml").unlink()
    with pytest.raises(DeskFileError) as refused:
        load_catalogue(desk_copy)
    [problem] = refused.value.problems
    assert (problem.file, problem.what) == ("clearsale.yml", "no desk is the default for fr")


def test_the_example_of_an_exception_in_the_file_is_valid(desk_copy: Path) -> None:
    file = desk_copy / "sendcloud.yml"
    text = file.read_text(encoding="utf-8")
    examples = re.findall(r"^    # (- \{from: .*\})$", text, flags=re.MULTILINE)
    lines = "".join(f"      {example}\n" for example in examples)
    file.write_text(text.replace(EXCEPTIONS, f"    exceptions:\n{lines}"), encoding="utf-8")
    assert len(load_desk(file).options["phone"].exceptions) == 2


def test_what_was_read_can_not_be_changed(catalogue: Catalogue) -> None:
    with pytest.raises(TypeError):
        catalogue.desks["sendcloud"].plans = {}


SENDCLOUD = (DESKS / "sendcloud.yml").read_text(encoding="utf-8")


def read_or_refused(text: str) -> bool:
    """Anything but these two is an exception."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "sendcloud.yml")
        file.write_text(text, encoding="utf-8")
        try:
            load_desk(file)
        except DeskFileError as error:
            return bool(error.problems)
        return True


@settings(max_examples=20)
@given(st.integers(0, len(SENDCLOUD)))
def test_a_file_cut_off_anywhere_never_breaks_the_loader(end: int) -> None:
    assert read_or_refused(SENDCLOUD[:end])


@settings(max_examples=20)
@given(st.integers(0, SENDCLOUD.count("\n") - 1))
def test_a_file_without_any_one_of_its_lines_never_breaks_the_loader(gone: int) -> None:
    lines = SENDCLOUD.splitlines(keepends=True)
    assert read_or_refused("".join(lines[:gone] + lines[gone + 1 :]))
