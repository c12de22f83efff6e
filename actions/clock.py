"""The time that answers are given at."""

from __future__ import annotations

import os
from datetime import datetime, timezone


def now() -> datetime:
    """This instant; or the environment's GUICHET_NOW (ISO 8601 with an offset), for a clock that stands still."""
    fixed = os.environ.get("GUICHET_NOW")
    if not fixed:
        return datetime.now(timezone.utc)
    instant = datetime.fromisoformat(fixed)
    if instant.tzinfo is None:
        raise ValueError(f"GUICHET_NOW={fixed} has no offset; write 2026-11-21T15:00:00-03:00")
    return instant
