"""The catalogue that this process serves."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from bot.matrix.loader import DESKS, load_catalogue
from bot.matrix.model import Catalogue


def desks_folder() -> Path:
    """The folder of desk files: the environment's GUICHET_DESKS, else the one in this package."""
    return Path(os.environ.get("GUICHET_DESKS") or DESKS)


@lru_cache(maxsize=1)
def current_catalogue() -> Catalogue:
    """The desk files, read once.

    Raises:
        bot.matrix.loader.DeskFileError: with everything that is wrong in them.
    """
    return load_catalogue(desks_folder())
