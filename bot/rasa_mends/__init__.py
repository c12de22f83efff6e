"""Every change to Rasa's behaviour, one module per defect or missing piece, applied once per process."""

from __future__ import annotations

from bot import log
from bot.rasa_mends import event_lookup, in_process_actions, kept_connection, schema_check, turns

MENDS = (schema_check, event_lookup, kept_connection, in_process_actions, turns)


def apply() -> None:
    """Apply all of them, and keep the log discreet; safe to call again."""
    log.install()
    for mend in MENDS:
        mend.apply()
