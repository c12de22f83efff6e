"""Asks a running process which mends are active in it: an `nlg` that answers one word with a report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlg import ComposedResponses
from tests.rasa_mends.active import active
from tests.server import ROOT

WORD = "relatório"


class Probe(ComposedResponses):
    """Speaks as the assistant does; to `WORD` it says what holds in its process."""

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        if tracker.latest_message and tracker.latest_message.text == WORD:
            heard = [event.text for event in tracker.events if isinstance(event, UserUttered)]
            return {"text": json.dumps({**report(), "heard": heard})}
        return await super().generate(utter_action, tracker, output_channel, **kwargs)


def report() -> dict[str, bool]:
    return {**active(), **{module: module in sys.modules for module in ("tensorflow", "matplotlib", "sklearn")}}


def endpoints_with_probe(folder: Path) -> Path:
    """A copy of endpoints.yml, as it is but for the probe."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["nlg"]["type"] = f"{__name__}.{Probe.__name__}"
    file = folder / "endpoints.yml"
    file.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    return file
