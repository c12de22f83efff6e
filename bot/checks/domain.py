"""domain.yml and the rules, as the checks see them: names with their lines. What has a wrong shape is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.matrix.yaml_lines import Document, Path, Problem

RASA_INTENTS = frozenset({"nlu_fallback", "out_of_scope", "restart", "back", "session_start"})
RASA_ACTIONS = frozenset(
    {
        "action_listen", "action_restart", "action_session_start", "action_default_fallback",
        "action_deactivate_loop", "action_revert_fallback_events", "action_default_ask_affirmation",
        "action_default_ask_rephrase", "action_two_stage_fallback", "action_unlikely_intent", "action_back",
        "action_extract_slots",
    }
)  # fmt: skip
"""Rasa's own names; a test holds them to Rasa's."""


@dataclass(frozen=True)
class Step:
    """A step of a rule or a story: its kind (intent, action …), the name there, and where it stands."""

    kind: str
    name: str
    document: Document
    path: Path

    def problem(self, what: str, fix: str) -> Problem:
        return Problem(self.document.file, self.document.line(self.path), what, fix)


class Domain:
    """The names of domain.yml."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._data: Mapping[str, Any] = document.data if isinstance(document.data, dict) else {}
        self.intents = dict(self._names("intents"))
        self.entities = dict(self._names("entities"))
        self.actions = dict(self._names("actions"))
        self.responses: Mapping[str, Any] = self._mapping("responses")
        self.forms: Mapping[str, Any] = self._mapping("forms")

    def problem(self, path: Path, what: str, fix: str) -> Problem:
        return Problem(self.document.file, self.document.line(path), what, fix)

    def asked_by_forms(self) -> frozenset[str]:
        """Responses and actions that Rasa looks for when a form asks for a slot."""
        asked = set()
        for form, entry in self.forms.items():
            for slot in entry.get("required_slots") or () if isinstance(entry, dict) else ():
                asked |= {f"{kind}_ask_{name}" for kind in ("utter", "action") for name in (slot, f"{form}_{slot}")}
            asked.add(f"validate_{form}")
        return frozenset(asked)

    def _mapping(self, section: str) -> Mapping[str, Any]:
        found = self._data.get(section)
        return found if isinstance(found, dict) else {}

    def _names(self, section: str) -> Iterator[tuple[str, Path]]:
        """Each entry of a list: a name, or a name with its settings."""
        entries = self._data.get(section)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            for name in entry if isinstance(entry, dict) else [entry]:
                yield str(name), (section, index)


def steps(documents: Iterable[Document]) -> Iterator[Step]:
    """Every step of every rule and story."""
    for document in documents:
        data = document.data if isinstance(document.data, dict) else {}
        for section in ("rules", "stories"):
            for index, entry in enumerate(data.get(section) or ()):
                found = entry.get("steps") if isinstance(entry, dict) else None
                yield from _steps(document, found or (), (section, index, "steps"))


def _steps(document: Document, found: Iterable[Any], path: Path) -> Iterator[Step]:
    for index, step in enumerate(found):
        for kind, name in step.items() if isinstance(step, dict) else ():
            if kind == "or":
                yield from _steps(document, name or (), (*path, index, "or"))
            elif isinstance(name, str):
                yield Step(kind, name, document, (*path, index, kind))
