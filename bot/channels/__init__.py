"""The ways in: what every channel checks before a message reaches the assistant, and the channels themselves."""
