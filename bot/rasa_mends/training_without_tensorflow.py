"""Leaves TensorFlow out of training, until a component that is configured needs it.

Defect in Rasa 3.6.21: training imports every component that Rasa has, TensorFlow and all, in two places, for two
questions about those in the configuration:

- `DefaultV1Recipe._from_registry`, to find a component by its name;
- the validator of the configuration, to look whether certain components are among those configured.

The first imports the one that it is asked for. The second is given an empty class for each component that nobody has
imported: what is configured has been imported by then, so none of it can be one of those, or made of one.
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

_ALL_COMPONENTS = "rasa.engine.recipes.default_components"
_VALIDATOR = "rasa.graph_components.validators.default_recipe_validator"


def apply() -> None:
    """Patch the recipe, after `without_tensorflow`; safe to call again."""
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe
    from rasa.shared.utils.common import class_from_module_path

    found, creates = DefaultV1Recipe._from_registry.__func__, DefaultV1Recipe._create_train_nodes
    if found.__module__ == __name__:
        return
    for original, imports in ((found, _ALL_COMPONENTS), (creates, _VALIDATOR)):
        if f"from {imports} import" not in inspect.getsource(original):
            name = getattr(original, "__name__", "")
            raise RuntimeError(f"DefaultV1Recipe.{name} has changed; read rasa_mends/training_without_tensorflow.py")

    def from_registry(cls: type[DefaultV1Recipe], name: str) -> DefaultV1Recipe.RegisteredComponent:
        """Import the component that is asked for; all of them where it is none of Rasa's, for its own explanation."""
        path = name if "." in name else _module_paths().get(name)
        known = class_from_module_path(path).__name__ if path else name
        return cls._registered_components.get(known) or found(cls, name)

    def create_train_nodes(self: DefaultV1Recipe, config: dict[str, Any], cli_parameters: dict[str, Any]) -> Any:
        for component in (*(config.get("pipeline") or ()), *(config.get("policies") or ())):
            self._from_registry(component["name"])
        _import_validator()
        return creates(self, config, cli_parameters)

    DefaultV1Recipe._from_registry = classmethod(from_registry)
    DefaultV1Recipe._create_train_nodes = create_train_nodes


def _import_validator() -> None:
    """Import it with stand-ins for the components that are not there; anew, where one has come since."""
    stood_in: frozenset[str] = getattr(sys.modules.get(_VALIDATOR), "stood_in", frozenset())
    if _VALIDATOR in sys.modules and stood_in.isdisjoint(sys.modules):
        return
    sys.modules.pop(_VALIDATOR, None)
    components = {path.rpartition(".")[0] for path in _module_paths().values()}
    absent = {module: names for module, names in _imports(_VALIDATOR).items() if module in components - {*sys.modules}}
    for module, names in absent.items():
        sys.modules[module] = ModuleType(module)
        vars(sys.modules[module]).update({name: type(name, (), {}) for name in names})
    try:
        import_module(_VALIDATOR).stood_in = frozenset(absent)  # type: ignore[attr-defined]
    finally:
        for module in absent:
            del sys.modules[module]


@lru_cache(maxsize=1)
def _module_paths() -> dict[str, str]:
    """Rasa's components by name, read from its list without importing them."""
    return {name: f"{module}.{name}" for module, names in _imports(_ALL_COMPONENTS).items() for name in names}


def _imports(module: str) -> dict[str, list[str]]:
    """The names that a module imports from each of others, by its source."""
    found = find_spec(module)
    source = Path(found.origin).read_text(encoding="utf-8") if found is not None and found.origin else ""
    taken: dict[str, list[str]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom):
            taken.setdefault(str(node.module), []).extend(alias.name for alias in node.names)
    return taken
