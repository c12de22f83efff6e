"""`python -m bot.light run …` is `rasa run …` with TensorFlow left out until a component needs it."""

from __future__ import annotations

import logging
import os
import sys

from bot import blas
from bot.rasa_mends import training_without_tensorflow, without_tensorflow


def main() -> None:
    """Takes the arguments of `rasa`."""
    blas.apply()
    without_tensorflow.apply()
    training_without_tensorflow.apply()
    if os.environ.get("PYTHONWARNINGS") == "ignore":  # Sanic and Rasa set filters of their own over it
        logging.captureWarnings(True)
        logging.getLogger("py.warnings").setLevel(logging.ERROR)
    from rasa.__main__ import main as rasa

    sys.argv[0] = "rasa"
    rasa()


if __name__ == "__main__":
    main()
