"""Every change to Rasa's behaviour, one module per defect or missing piece, applied once per process."""

from __future__ import annotations

from importlib import import_module

MENDS = (
    "schema_check",
    "event_lookup",
    "applied_events",
    "recent_states",
    "tracker_copy",
    "log_copies",
    "empty_domain",
    "plain_runner",
    "model_domain",
    "frozen_heap",
    "kept_connection",
    "in_process_actions",
    "offered_payloads",
    "session_start",
    "turns",
)
"""Modules of this package. Imported when they are applied: `without_tensorflow` works before Rasa is imported."""


def apply() -> None:
    """Apply all of them, and keep the log discreet; safe to call again."""
    import_module("bot.log").install()
    for mend in MENDS:
        import_module(f"{__name__}.{mend}").apply()
