"""Custom actions: they read slots, ask the core, and utter. One module per subject."""

from bot import log

log.install()  # the action server, too, writes a log
