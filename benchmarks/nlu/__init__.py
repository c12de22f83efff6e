"""How well and how fast messages are understood, beside engines that one could take instead."""
