"""What a turn, a start and a long conversation cost, beside Rasa as shipped."""

LEFT_OUT = "BENCHMARK_WITHOUT"
"""Environment of a server: names of modules of `bot.rasa_mends`, with commas between them."""
