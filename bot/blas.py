"""Tells numpy's OpenBLAS which processor it runs on, where it is too old to know.

The OpenBLAS within numpy 1.22 takes a processor that is newer than itself for one of 2004, and calculates a sentence
embedding with its instructions: in 3.5 ms instead of 2.2. The variable must be set before numpy is imported.
"""

from __future__ import annotations

import os
import platform
from collections.abc import MutableMapping, Set
from pathlib import Path

VARIABLE = "OPENBLAS_CORETYPE"
_CPUINFO = Path("/proc/cpuinfo")
# The kernels' names with what they are made of; the fastest first.
_KERNELS = {
    "SkylakeX": {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx2", "fma"},
    "Haswell": {"avx2", "fma"},
}


def apply(environment: MutableMapping[str, str] = os.environ, cpuinfo: Path = _CPUINFO) -> None:
    """Name the kernels that this processor can run; on Linux with an x86 processor, where nobody has named others."""
    if VARIABLE in environment or platform.machine() != "x86_64":
        return
    kernel = fastest(_flags(cpuinfo))
    if kernel is not None:
        environment[VARIABLE] = kernel


def fastest(flags: Set[str]) -> str | None:
    return next((kernel for kernel, needed in _KERNELS.items() if needed <= flags), None)


def _flags(cpuinfo: Path) -> frozenset[str]:
    """What the system says the processor can do; nothing where it does not say."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())
