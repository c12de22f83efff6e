"""Makes an empty domain once, to compare others with.

Defect in Rasa 3.6.21: `Domain.is_empty`, asked for each message, parses an empty domain each time.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any

from rasa.shared.core.domain import Domain

_DEFECT = "return self.as_dict() == Domain.empty().as_dict()"


def apply() -> None:
    """Replace `is_empty`."""
    original = Domain.is_empty
    if getattr(original, "mended", False):
        return
    if _DEFECT not in inspect.getsource(original):
        raise RuntimeError("Domain.is_empty has changed; read rasa_mends/empty_domain.py")

    @functools.wraps(original)
    def is_empty(self: Domain) -> bool:
        return bool(self.as_dict() == _nothing())

    is_empty.mended = True  # type: ignore[attr-defined]
    Domain.is_empty = is_empty  # type: ignore[method-assign]


@functools.lru_cache(maxsize=1)
def _nothing() -> dict[str, Any]:
    return Domain.empty().as_dict()
