"""Guichet: sends merchants through the right support door."""
