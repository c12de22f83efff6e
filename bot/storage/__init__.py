"""Where conversations are kept, and who may write to one."""
