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


def test_numpy_takes_one_thread() -> None:
    environment = {name: value for name, value in os.environ.items() if name != blas.VARIABLE}
    found = subprocess.run([sys.executable, "-c", THREADS], env=environment, capture_output=True, check=True)
    assert found.stdout.decode().strip() == "{1}"


def test_what_was_said_before_stays() -> None:
    environment = {blas.VARIABLE: "2"}
    blas.apply(environment)
    assert environment == {blas.VARIABLE: "2"}
