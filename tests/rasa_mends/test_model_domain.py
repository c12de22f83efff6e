"""A model's domain is read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain

from bot.rasa_mends import model_domain
from tests.server import ROOT

Unmend = Callable[[type, str], Any]


@pytest.fixture
def unmended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa's own class methods until the test ends."""
    for owner, name in ((LocalModelStorage, "from_model_archive"), (DomainProvider, "load")):
        own = getattr(owner, name).__func__
        monkeypatch.setattr(owner, name, classmethod(getattr(own, "__wrapped__", own)))


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each domain that is read from YAML while the test runs."""
    seen: list[Any] = []
    read = Domain.from_yaml.__func__
    monkeypatch.setattr(Domain, "from_yaml", classmethod(lambda cls, *text: seen.append(text) or read(cls, *text)))
    return seen


def provided(folder: Path) -> tuple[Domain, Domain]:
    """The domain that the graph of the trained model gets, and the one of its metadata."""
    folder.mkdir()
    [model] = (ROOT / "models").glob("*.tar.gz")
    storage, metadata = LocalModelStorage.from_model_archive(folder, model)
    [name] = [name for name, node in metadata.predict_schema.nodes.items() if node.uses is DomainProvider]
    resource = metadata.predict_schema.nodes[name].resource
    return DomainProvider.load({}, storage, resource, None).provide_inference(), metadata.domain


def test_the_graph_gets_the_domain_of_the_metadata_and_it_is_the_same(
    unmended: None, parsed: list[Any], tmp_path: Path
) -> None:
    by_rasa, _ = provided(tmp_path / "as_shipped")
    assert parsed
    parsed.clear()
    model_domain.apply()
    mended, of_metadata = provided(tmp_path / "mended")
    assert parsed == []
    assert mended is of_metadata
    assert mended.fingerprint() == by_rasa.fingerprint()


def test_a_storage_without_metadata_has_its_domain_read(unmended: None, parsed: list[Any], tmp_path: Path) -> None:
    model_domain.apply()
    storage, resource = LocalModelStorage(tmp_path), Resource("domain")
    with storage.write_to(resource) as folder:
        (folder / "domain.yml").write_text('version: "3.1"\nintents: [greet]\n', encoding="utf-8")
    domain = DomainProvider.load({}, storage, resource, None).provide_inference()
    assert "greet" in domain.intents
    assert parsed


def test_another_rasa_is_refused(unmended: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DomainProvider, "load", classmethod(lambda cls: None))
    with pytest.raises(RuntimeError, match="load has changed"):
        model_domain.apply()
