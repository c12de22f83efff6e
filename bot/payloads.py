"""The payload of a button, as Rasa writes it: `/intent{"entity": "value"}`."""

from __future__ import annotations

import json
import re

_FORM = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?", re.DOTALL)


def read_payload(payload: str) -> tuple[str, dict[str, str]]:
    """The intent, and the values of its entities by name.

    Raises:
        ValueError: for what is no payload.
    """
    match = _FORM.fullmatch(payload)
    if match is None:
        raise ValueError(f"{payload!r} is no payload")
    return match["intent"], json.loads(match["entities"] or "{}")
