"""A folder of desk files that changes while it is served."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.matrix.live import Change, LiveCatalogue, State, version_of
from bot.matrix.loader import DeskFileError
from bot.matrix.model import Catalogue

OLD_ADDRESS, NEW_ADDRESS = "suporte@clear.sale", "socorro@clear.sale"
LONG_AGO = 1_700_000_000


@pytest.fixture
def changes() -> list[Change]:
    return []


@pytest.fixture
def live(desk_copy: Path, changes: list[Change]) -> LiveCatalogue:
    return LiveCatalogue(desk_copy, changes.append)


def rewrite(file: Path, change: Callable[[str], str]) -> str:
    """Change the file's text; what it was before."""
    before = file.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, f"the change finds nothing to change in {file.name}"
    file.write_text(after, encoding="utf-8")
    return before


def move_address(folder: Path) -> str:
    return rewrite(folder / "clearsale.yml", lambda text: text.replace(OLD_ADDRESS, NEW_ADDRESS))


def break_file(folder: Path) -> str:
    return rewrite(folder / "clearsale.yml", lambda text: text.replace("\noptions:", "\noptons:"))


def address(live: LiveCatalogue) -> str:
    return live.edition().catalogue.desks["clearsale"].mailboxes["support"].address


def test_unchanged_files_are_read_once(live: LiveCatalogue, changes: list[Change]) -> None:
    assert live.edition() is live.edition()
    assert changes == []


def test_a_change_is_taken_over(live: LiveCatalogue, desk_copy: Path, changes: list[Change]) -> None:
    before = live.edition()
    assert address(live) == OLD_ADDRESS
    move_address(desk_copy)
    assert address(live) == NEW_ADDRESS
    after = live.edition()
    assert after.version == version_of(desk_copy) != before.version
    assert changes == [Change("taken_over", State(after.version))]
    assert before.catalogue.desks["clearsale"].mailboxes["support"].address == OLD_ADDRESS


def test_a_change_of_equal_length_within_one_tick_of_the_clock_is_seen(live: LiveCatalogue, desk_copy: Path) -> None:
    file = desk_copy / "clearsale.yml"
    live.edition()
    stamp = file.stat().st_mtime_ns
    rewrite(file, lambda text: text.replace(OLD_ADDRESS, "saporte@clear.sale"))
    os.utime(file, ns=(stamp, stamp))
    assert address(live) == "saporte@clear.sale"


def test_a_file_put_in_place_of_an_old_one_is_seen(live: LiveCatalogue, desk_copy: Path, tmp_path: Path) -> None:
    file, other = desk_copy / "clearsale.yml", tmp_path / "other.yml"
    for one in desk_copy.glob("*.yml"):
        os.utime(one, (LONG_AGO, LONG_AGO))
    assert address(live) == OLD_ADDRESS
    other.write_text(file.read_text(encoding="utf-8").replace(OLD_ADDRESS, "saporte@clear.sale"), encoding="utf-8")
    os.utime(other, (LONG_AGO, LONG_AGO))
    other.replace(file)
    assert address(live) == "saporte@clear.sale"


def test_a_bad_file_leaves_the_last_good_one_serving(
    live: LiveCatalogue, desk_copy: Path, changes: list[Change]
) -> None:
    good = live.edition()
    text = break_file(desk_copy)
    assert live.edition() is good
    assert live.edition() is good
    assert [change.kind for change in changes] == ["refused"], "reported once"
    [problem] = [problem for problem in live.problems if "optons" in problem.what]
    assert (problem.file, problem.fix) == ("clearsale.yml", "did you mean `options`?")
    assert problem.line == next(n for n, line in enumerate(text.splitlines(), 1) if line == "options:")
    assert changes[0].state == State(good.version, live.problems)

    (desk_copy / "clearsale.yml").write_text(text, encoding="utf-8")
    assert live.edition().version == good.version
    assert live.problems == ()
    assert [change.kind for change in changes] == ["refused", "taken_over"]


def test_each_bad_change_is_reported(live: LiveCatalogue, desk_copy: Path, changes: list[Change]) -> None:
    live.edition()
    break_file(desk_copy)
    live.edition()
    rewrite(desk_copy / "clearsale.yml", lambda text: text + "more: nonsense\n")
    live.edition()
    assert [change.kind for change in changes] == ["refused", "refused"]
    assert len(changes[1].state.problems) > len(changes[0].state.problems)


def test_a_desk_file_that_is_gone_is_a_problem(live: LiveCatalogue, desk_copy: Path) -> None:
    good = live.edition()
    text = (desk_copy / "clearsale.yml").read_text(encoding="utf-8")
    (desk_copy / "clearsale.yml").unlink()
    assert live.edition() is good
    assert [(problem.file, problem.what) for problem in live.problems] == [("clearsale.yml", "the desk file is gone")]
    (desk_copy / "clearsale.yml").write_text(text, encoding="utf-8")
    assert live.edition() is good
    assert live.problems == ()


def test_a_folder_that_is_gone_leaves_the_last_good_state(live: LiveCatalogue, desk_copy: Path) -> None:
    good = live.edition()
    desk_copy.rename(desk_copy.with_name("elsewhere"))
    assert live.edition() is good
    assert len(live.problems) == 2


def test_without_a_first_valid_state_there_is_none(live: LiveCatalogue, desk_copy: Path) -> None:
    text = break_file(desk_copy)
    for _ in range(2):
        with pytest.raises(DeskFileError, match="optons"):
            live.edition()
    (desk_copy / "clearsale.yml").write_text(text, encoding="utf-8")
    assert address(live) == OLD_ADDRESS


def test_what_is_built_from_it_is_ready_before_it_is_served(live: LiveCatalogue, desk_copy: Path) -> None:
    built: list[Catalogue] = []

    def builder(catalogue: Catalogue) -> int:
        built.append(catalogue)
        return len(built)

    live.build_with(builder)
    assert live.edition().built(builder) == 1
    move_address(desk_copy)
    edition = live.edition()
    assert built[-1] is edition.catalogue
    assert edition.built(builder) == 2
    assert len(built) == 2, "built once for each edition"


def test_what_cannot_be_built_is_refused(live: LiveCatalogue, desk_copy: Path) -> None:
    def builder(catalogue: Catalogue) -> None:
        if catalogue.desks["clearsale"].mailboxes["support"].address == NEW_ADDRESS:
            raise LookupError("not this one")

    live.build_with(builder)
    good = live.edition()
    move_address(desk_copy)
    assert live.edition() is good
    assert "LookupError" in live.problems[0].what


def test_many_threads_read_a_change_once(live: LiveCatalogue, desk_copy: Path, changes: list[Change]) -> None:
    live.edition()
    move_address(desk_copy)
    start, found = threading.Barrier(8), []

    def turn() -> None:
        start.wait()
        found.append(live.edition())

    threads = [threading.Thread(target=turn) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(edition) for edition in found}) == 1
    assert len(changes) == 1
