"""`python -m bot.serve …` is `rasa run …` with TensorFlow left out until a component needs it."""

from __future__ import annotations

import sys

from bot.rasa_mends import without_tensorflow


def main() -> None:
    """Takes the arguments of `rasa run`."""
    without_tensorflow.apply()
    from rasa.__main__ import main as rasa

    sys.argv = ["rasa", "run", *sys.argv[1:]]
    rasa()


if __name__ == "__main__":
    main()
