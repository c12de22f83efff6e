"""Takes a model's domain from the model's own description, instead of reading it four times more.

Defect in Rasa 3.6.21: a model carries its domain twice, in its metadata and as YAML for the graph. The first is read
as JSON, in no time; the second is parsed in pure Python four times over, a quarter of the start, to check what was
checked in training. Both are kept in memory.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any

from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider

_DEFECT = "domain = Domain.from_path(resource_directory)"
_NEEDED = "return (cls(storage_path), metadata)"
_KEPT = "_guichet_domain"


def apply() -> None:
    """Note the metadata's domain on the storage of a model, where the provider of the graph finds it."""
    unpack, load = LocalModelStorage.from_model_archive.__func__, DomainProvider.load.__func__
    if getattr(load, "mended", False):
        return
    if _DEFECT not in inspect.getsource(load) or _NEEDED not in inspect.getsource(unpack):
        raise RuntimeError("DomainProvider.load has changed; read rasa_mends/model_domain.py")

    @functools.wraps(unpack)
    def from_model_archive(
        cls: type[LocalModelStorage], *args: Any, **kwargs: Any
    ) -> tuple[LocalModelStorage, ModelMetadata]:
        storage, metadata = unpack(cls, *args, **kwargs)
        setattr(storage, _KEPT, metadata.domain)
        return storage, metadata

    @functools.wraps(load)
    def from_metadata(
        cls: type[DomainProvider],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Any,
        *args: Any,
        **kwargs: Any,
    ) -> DomainProvider:
        domain = getattr(model_storage, _KEPT, None)
        if domain is None:
            return load(cls, config, model_storage, resource, *args, **kwargs)
        return cls(model_storage, resource, domain)

    from_metadata.mended = True  # type: ignore[attr-defined]
    LocalModelStorage.from_model_archive = classmethod(from_model_archive)
    DomainProvider.load = classmethod(from_metadata)
