"""Leaves TensorFlow out of the start, until something needs it.

Defect in Rasa 3.6.21: a server whose pipeline has nothing to do with TensorFlow imports it all the same, half of
the start and of the memory. Three places ask for it on the way; each only on the side:

- `rasa.nlu.extractors.extractor` imports `rasa.utils.train_utils`, and uses nothing of it;
- `thinc.compat`, under spaCy, imports TensorFlow where it is installed, to convert its tensors;
- `ModelMetadata.from_dict` imports the classes of the training graph, which a server does not run, and with
  its validator every component that Rasa has.

matplotlib comes the same way: `rasa.nlu.test`, which every server imports, imports `rasa.utils.plotting`. And so
does scikit-learn, another 30 MB: `rasa.utils.tensorflow.model_data` takes from it what splits training data.

Nothing is replaced: the import is put off, and a component that imports TensorFlow gets it. Only spaCy does not
convert TensorFlow's tensors then; nothing in Rasa asks it to.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from functools import cached_property
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader, find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

_PUT_OFF = ("rasa.utils.train_utils", "rasa.utils.plotting")
_SPLITS = "from sklearn.model_selection import train_test_split"
_DEFECT = 'train_schema=GraphSchema.from_dict(serialized["train_schema"])'


def apply() -> None:
    """Put the imports off; call it before Rasa is imported, or there is nothing left to put off."""
    if any(isinstance(finder, _PutOff) for finder in sys.meta_path):
        return
    sys.meta_path.insert(0, _PutOff())
    _import_thinc()
    _import_model_data()
    _put_off_training_graph()


class _PutOff(MetaPathFinder):
    """Finds a module where it is, and lets it run at its first use."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in _PUT_OFF:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def _import_thinc() -> None:
    """`None` in `sys.modules` is Python's own way to say that there is no such module."""
    absent = [name for name in ("tensorflow", "h5py") if name not in sys.modules]  # h5py only stores TensorFlow's
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    try:
        import thinc.compat  # noqa: F401
    finally:
        for name in absent:
            del sys.modules[name]


def _import_model_data() -> None:
    """Import it with a stand-in for the one function that it takes from scikit-learn and calls in training."""
    name = "rasa.utils.tensorflow.model_data"
    found = find_spec(name)
    source = Path(found.origin).read_text(encoding="utf-8") if found is not None and found.origin else ""
    if "sklearn" in sys.modules or source.count("sklearn.") != 1 or _SPLITS not in source:
        return  # it is there, or it is needed for more: then it comes as before

    def train_test_split(*args: Any, **kwargs: Any) -> Any:
        from sklearn.model_selection import train_test_split as split

        return split(*args, **kwargs)

    package, stand_in = ModuleType("sklearn"), ModuleType("sklearn.model_selection")
    stand_in.train_test_split = train_test_split  # type: ignore[attr-defined]
    sys.modules.update({"sklearn": package, "sklearn.model_selection": stand_in})
    try:
        import_module(name)
    finally:
        for stood_in in ("sklearn", "sklearn.model_selection"):
            del sys.modules[stood_in]


def _put_off_training_graph() -> None:
    from rasa.engine.graph import GraphSchema
    from rasa.engine.storage.storage import ModelMetadata

    if _DEFECT not in inspect.getsource(ModelMetadata.from_dict):
        raise RuntimeError("ModelMetadata.from_dict has changed; read rasa_mends/without_tensorflow.py")
    original = ModelMetadata.from_dict.__func__

    class SchemaWhenAsked(GraphSchema):
        """A graph whose classes are imported when somebody looks at its nodes."""

        def __init__(self, serialized: dict[str, Any]) -> None:
            self._serialized = serialized

        @cached_property
        def nodes(self) -> Any:
            return GraphSchema.from_dict(self._serialized).nodes

    def from_dict(cls: type[ModelMetadata], serialized: dict[str, Any]) -> ModelMetadata:
        metadata = original(cls, {**serialized, "train_schema": {"nodes": {}}})
        metadata.train_schema = SchemaWhenAsked(serialized["train_schema"])
        return metadata

    ModelMetadata.from_dict = classmethod(from_dict)
