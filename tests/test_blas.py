"""OpenBLAS is told of a processor that it does not know."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import blas

AVX2 = {"fpu", "sse3", "avx", "avx2", "fma"}
AVX512 = {*AVX2, "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}
CALCULATE = "import numpy as n; a = n.arange(64, dtype='f4').reshape(8, 8); print(int((a @ a).sum()))"


@pytest.mark.parametrize(
    ("flags", "kernel"),
    [
        (set(), None),
        (AVX2 - {"fma"}, None),
        (AVX2, "Haswell"),
        (AVX512, "SkylakeX"),
        (AVX512 - {"avx512vl"}, "Haswell"),
    ],
)
def test_the_kernels_are_those_that_the_processor_can_run(flags: set[str], kernel: str | None) -> None:
    assert blas.fastest(flags) == kernel


def test_what_was_named_before_stays(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("flags\t\t: " + " ".join(sorted(AVX512)) + "\n", encoding="utf-8")
    environment = {blas.VARIABLE: "Zen"}
    blas.apply(environment, cpuinfo)
    assert environment == {blas.VARIABLE: "Zen"}


def test_where_nothing_is_known_nothing_is_named(tmp_path: Path) -> None:
    environment: dict[str, str] = {}
    blas.apply(environment, tmp_path / "missing")
    assert environment == {}


def test_with_what_it_names_here_numpy_calculates_the_same() -> None:
    environment = {**os.environ}
    environment.pop(blas.VARIABLE, None)
    plain = subprocess.run([sys.executable, "-c", CALCULATE], env=environment, capture_output=True, check=True)
    blas.apply(environment)
    named = subprocess.run([sys.executable, "-c", CALCULATE], env=environment, capture_output=True, check=True)
    assert named.stdout == plain.stdout != b""
