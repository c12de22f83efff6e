"""The answer book: each distinct answer of the assistant once, and what leads to it."""
