"""`python -m bot.light`, with the mends left out that the environment names: channels apply them before all else."""

from __future__ import annotations

import os

from benchmarks.serving import LEFT_OUT
from bot import light, rasa_mends

if __name__ == "__main__":
    left_out = os.environ[LEFT_OUT].split(",")
    rasa_mends.MENDS = tuple(mend for mend in rasa_mends.MENDS if mend not in left_out)
    light.main()
