"""French words are split well enough to find the names that spaCy's own French rules find."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import spacy
import yaml
from spacy.matcher import PhraseMatcher

from bot.matrix.model import Catalogue
from bot.nlu.gazetteer import GazetteerMatcher
from bot.nlu.tokens import tokenizer
from tests.server import ROOT


def french_texts() -> Iterator[str]:
    """Every example of the training data."""
    for file in sorted((ROOT / "data" / "nlu" / "fr").glob("*.yml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            examples = group.get("examples") or ""
            if isinstance(examples, str):
                yield from (line.strip().removeprefix("- ") for line in examples.splitlines())
            else:
                yield from (example["text"] if isinstance(example, dict) else example for example in examples)


def test_the_same_names_are_found_as_with_spacys_french(catalogue: Catalogue) -> None:
    ours, theirs = GazetteerMatcher(catalogue), GazetteerMatcher(catalogue)
    french = theirs._vocabularies["fr"]
    french._pipeline = spacy.blank("fr")
    french._matcher = PhraseMatcher(french._pipeline.vocab, attr="ORTH")
    for name in french.names:
        french._matcher.add(name, [french._pipeline.make_doc(name)])
    texts = list(french_texts())
    assert len(texts) > 1000
    for text in texts:
        found, expected = (
            [(name.entity, name.value, name.role) for name in matcher.find(text, "fr")] for matcher in (ours, theirs)
        )
        assert found == expected, text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'appel", ["l'", "appel"]),
        ("avez-vous growth?", ["avez", "-vous", "growth", "?"]),
        ("qu'est-ce que lite, premium", ["qu'", "est", "-ce", "que", "lite", ",", "premium"]),
    ],
)
def test_elisions_and_clitics_stand_alone(text: str, words: list[str]) -> None:
    assert [token.text for token in tokenizer("fr").make_doc(text)] == words
