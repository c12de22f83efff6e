"""Stand-ins for the platforms, on this machine: they refuse what the platforms refuse, and keep what they get."""
