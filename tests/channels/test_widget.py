"""The widget's files: small, by themselves, and without a way for a text to become markup."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from bot.channels.widget_files import FOLDER
from tests.server import ROOT

MOST = 20_000  # bytes, compressed
SCRIPTS = sorted(FOLDER.glob("*.js"))
WIDGET = [file for file in SCRIPTS if file.name != "demo.js"]
IMPORT = re.compile(r"""\b(?:from|import)\s*\(?["']([^"']+)["']""")

each_script = pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)


def loaded_by(script: Path, seen: set[Path] | None = None) -> set[Path]:
    """The script and all that it imports."""
    seen = {script} if seen is None else seen | {script}
    for name in IMPORT.findall(script.read_text(encoding="utf-8")):
        if (found := script.parent / name) not in seen:
            seen |= loaded_by(found, seen)
    return seen


def test_the_widget_is_at_most_20_kb_as_it_is_sent() -> None:
    parts = loaded_by(FOLDER / "widget.js")
    assert sorted(parts) == WIDGET
    assert sum(len(gzip.compress(part.read_bytes())) for part in parts) <= MOST


@each_script
def test_a_script_imports_only_its_neighbours(script: Path) -> None:
    names = IMPORT.findall(script.read_text(encoding="utf-8"))
    assert [name for name in names if not re.fullmatch(r"\./[a-z]+\.js", name)] == []


@each_script
def test_no_script_makes_markup_or_code_of_a_text(script: Path) -> None:
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|setHTML|\beval\b|new Function|srcdoc"
    assert re.findall(forbidden, script.read_text(encoding="utf-8")) == []


def test_no_script_or_page_names_another_host() -> None:
    files = [*SCRIPTS, *FOLDER.glob("*.html"), *FOLDER.glob("*.css")]
    found = {address for file in files for address in re.findall(r"https?://[\w.]+", file.read_text(encoding="utf-8"))}
    assert found <= {"http://www.w3.org"}  # the name of SVG, which nobody asks for


def test_the_page_holds_no_sentence_script_or_style_of_its_own() -> None:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script>(?!</)", page)
    texts = {text.strip() for text in re.findall(r">([^<>]+)<", page)} - {""}
    assert texts == {"Guichet"}


THEME = (ROOT / "docs" / "website.md").read_text(encoding="utf-8").split("\n## Theme\n")[1].split("\n## ")[0]
SOURCE = "\n".join(file.read_text(encoding="utf-8") for file in WIDGET)


def test_the_custom_properties_of_the_documents_are_those_that_there_are() -> None:
    assert set(re.findall(r"`(--guichet-[a-z-]+)`", THEME)) == set(re.findall(r"var\((--guichet-[a-z-]+)", SOURCE))


def test_so_are_the_parts() -> None:
    named = re.findall(r"""part(?:: |", )["'`]([^"'`]+)["'`]""", SOURCE)
    parts = {part for names in named for part in names.replace("${from}", "user bot").split()}
    listed = re.findall(r"They are ([^.]+)\.", THEME)[0]
    assert set(re.findall(r"`([a-z]+)`", listed)) == parts


def test_so_are_the_events() -> None:
    made = {f"guichet:{name}" for name in re.findall(r"#dispatch\(\"(\w+)\"", SOURCE)}
    made |= {f"guichet:{name}" for name in re.findall(r'#dispatch\(open \? "(\w+)" : "(\w+)"', SOURCE)[0]}
    assert set(re.findall(r"`(guichet:\w+)`", THEME)) == made


def test_so_are_the_attributes() -> None:
    attributes = {"desk", "lang", "plan", "market", "server", "open", "inline"}
    attributes |= {"user-id", "user-name", "user-expires", "user-signature"}
    documents = (ROOT / "docs" / "website.md").read_text(encoding="utf-8")
    assert {name for name in attributes if not re.search(rf"`{name}[`=]", documents)} == set()
    assert {name for name in attributes if f'"{name}"' not in SOURCE} == set()
