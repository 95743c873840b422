"""Which agencies a text names, however it is written. Pure."""
