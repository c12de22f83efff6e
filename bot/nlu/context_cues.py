"""Words that tell what a message means after what the bot has said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.nlu.gazetteer import cues_of

_FILE = Path(__file__).with_suffix(".yml")


def context_cues() -> dict[str, Any]:
    """Group -> key -> words, folded.

    Raises:
        bot.matrix.loader.DeskFileError: where the file's form is wrong.
    """
    return cues_of(_FILE)
