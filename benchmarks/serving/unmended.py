"""The assistant's generator with some of its mends left out, for comparison only."""

from __future__ import annotations

import os

from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from benchmarks.serving import LEFT_OUT
from bot import rasa_mends
from bot.nlg import ComposedResponses
from tests.rasa_mends.active import active


class Unmended(ComposedResponses):
    """Named under `nlg:` in the endpoints of a variant."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        left_out = set(os.environ[LEFT_OUT].split(","))
        rasa_mends.MENDS = tuple(mend for mend in rasa_mends.MENDS if mend not in left_out)
        super().__init__(endpoint_config, domain)
        there = [mend for mend, is_active in active().items() if is_active and mend in left_out]
        if there:
            raise RuntimeError(f"something else applied {', '.join(there)}; the comparison would not be honest")
