"""Every change to Rasa's behaviour, one module per defect or missing piece, applied once per process."""

from __future__ import annotations

from bot.rasa_mends import in_process_actions


def apply() -> None:
    """Apply all of them; safe to call again."""
    in_process_actions.apply()
