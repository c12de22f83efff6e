"""Every change to Rasa's behaviour, one module per defect or missing piece, applied once per process."""

from __future__ import annotations

from bot.rasa_mends import event_lookup, in_process_actions, kept_connection, offered_payloads, schema_check

MENDS = (schema_check, event_lookup, kept_connection, in_process_actions, offered_payloads)


def apply() -> None:
    """Apply all of them; safe to call again."""
    for mend in MENDS:
        mend.apply()
