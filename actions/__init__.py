"""Custom actions: they read slots, ask the core, and utter. One module per subject."""
