"""Fixtures that all tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from bot.matrix.loader import DESKS, load_catalogue
from bot.matrix.model import Catalogue, Desk

# The same examples on every machine, and no stopwatch.
settings.register_profile("guichet", deadline=None, derandomize=True)
settings.load_profile("guichet")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """All desks as they are shipped; immutable."""
    return load_catalogue()


@pytest.fixture(scope="session")
def sendcloud(catalogue: Catalogue) -> Desk:
    return catalogue.desks["sendcloud"]


@pytest.fixture(scope="session")
def clearsale(catalogue: Catalogue) -> Desk:
    return catalogue.desks["clearsale"]


@pytest.fixture
def desk_copy(tmp_path: Path) -> Path:
    """A folder with copies of the desk files, to be spoilt."""
    folder = tmp_path / "desks"
    folder.mkdir()
    for file in DESKS.glob("*.yml"):
        shutil.copy(file, folder)
    return folder
