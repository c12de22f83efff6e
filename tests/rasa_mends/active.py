"""Which mends are active in this process."""

from __future__ import annotations

import gc
from types import ModuleType

from rasa.core import processor
from rasa.core.actions.action import ActionSessionStart, RemoteAction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


def active() -> dict[str, bool]:
    """Each mend of `bot.rasa_mends.MENDS`, by its name."""
    return {
        "schema_check": hasattr(RemoteAction._validate_action_result, "mended"),
        "event_lookup": hasattr(Event.resolve_by_type, "mended"),
        "applied_events": hasattr(DialogueStateTracker.applied_events, "mended"),
        "recent_states": hasattr(RulePolicy._prediction_states, "mended"),
        "tracker_copy": hasattr(DialogueStateTracker.copy, "mended"),
        "log_copies": not isinstance(processor.copy, ModuleType),
        "empty_domain": hasattr(Domain.is_empty, "mended"),
        "plain_runner": hasattr(DaskGraphRunner.run, "mended"),
        "model_domain": hasattr(DomainProvider.load, "mended"),
        "frozen_heap": gc.get_freeze_count() > 0,
        "kept_connection": hasattr(EndpointConfig.session, "mended"),
        "in_process_actions": hasattr(EndpointConfig.request, "_guichet_in_process_actions"),
        "offered_payloads": hasattr(MessageProcessor.parse_message, "mended"),
        "session_start": hasattr(ActionSessionStart._slot_set_events_from_tracker, "mended"),
        "turns": hasattr(MessageProcessor.handle_message, "mended"),
    }
