"""The catalogue that this process serves."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from pathlib import Path

from bot.matrix.loader import DESKS, DeskFileError, load_catalogue
from bot.matrix.model import Catalogue


def desks_folder() -> Path:
    """The folder of desk files: the environment's GUICHET_DESKS, else the one in this package."""
    return Path(os.environ.get("GUICHET_DESKS") or DESKS)


def catalogue_or_exit() -> Catalogue:
    """For what starts a server: without valid desk files there is nothing to serve.

    Rasa turns an ordinary exception at this point into a warning, and starts a server that is silent.
    """
    try:
        return current_catalogue()
    except DeskFileError as error:
        sys.exit(f"Guichet does not start. {error}")


@lru_cache(maxsize=1)
def current_catalogue() -> Catalogue:
    """The desk files, read once.

    Raises:
        bot.matrix.loader.DeskFileError: with everything that is wrong in them.
    """
    return load_catalogue(desks_folder())
