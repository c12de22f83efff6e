"""The assistant's generator with some of its mends left out, for comparison only."""

from __future__ import annotations

import os

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.utils.endpoints import EndpointConfig

from benchmarks.serving import LEFT_OUT
from bot import rasa_mends
from bot.nlg import ComposedResponses

MENDED = {
    "schema_check": lambda: hasattr(RemoteAction._validate_action_result, "mended"),
    "event_lookup": lambda: hasattr(Event.resolve_by_type, "mended"),
    "kept_connection": lambda: hasattr(EndpointConfig.session, "mended"),
    "in_process_actions": lambda: hasattr(EndpointConfig.request, "_guichet_in_process_actions"),
}


class Unmended(ComposedResponses):
    """Named under `nlg:` in the endpoints of a variant."""

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        left_out = set(os.environ[LEFT_OUT].split(","))
        rasa_mends.MENDS = tuple(mend for mend in rasa_mends.MENDS if mend not in left_out)
        super().__init__(endpoint_config, domain)
        there = [mend for mend in left_out if mend in MENDED and MENDED[mend]()]
        if there:
            raise RuntimeError(f"something else applied {', '.join(there)}; the comparison would not be honest")
