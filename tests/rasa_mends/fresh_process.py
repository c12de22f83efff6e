"""Code in a process of its own: what is imported first is imported once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from tests.server import QUIET, ROOT


def told_by(code: str) -> dict[str, Any]:
    """What the code prints, as JSON, in its last line."""
    ran = subprocess.run(
        [sys.executable, "-c", "import json, sys\n" + code],
        cwd=ROOT,
        env={**os.environ, **QUIET},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    told: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return told
