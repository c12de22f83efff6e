"""A server calculates on one thread, unless somebody says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

from bot import blas

THREADS = (
    "from bot import light, blas; blas.apply(); import numpy, threadpoolctl;"
    "print({pool['num_threads'] for pool in threadpoolctl.threadpool_info() if pool['user_api'] == 'blas'})"
)


def threads(**variables: str) -> str:
    environment = {**os.environ, **variables}
    if not variables:
        environment.pop(blas.VARIABLE, None)
    found = subprocess.run([sys.executable, "-c", THREADS], env=environment, capture_output=True, check=True)
    return found.stdout.decode().strip()


def test_numpy_takes_one_thread() -> None:
    assert threads() == "{1}"


def test_what_was_said_before_stays() -> None:
    environment = {blas.VARIABLE: "2"}
    blas.apply(environment)
    assert environment == {blas.VARIABLE: "2"}
