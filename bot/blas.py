"""Gives numpy's OpenBLAS one thread.

What is calculated for a message takes microseconds: on a busy machine, several threads wait for each other longer than
they calculate. The variable must be set before numpy is imported.
"""

from __future__ import annotations

import os
from collections.abc import MutableMapping

VARIABLE = "OPENBLAS_NUM_THREADS"


def apply(environment: MutableMapping[str, str] = os.environ) -> None:
    """Unless somebody has said how many."""
    environment.setdefault(VARIABLE, "1")
