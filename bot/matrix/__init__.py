"""The support matrix: its model, its loader, and the questions one can ask it."""
