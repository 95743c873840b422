"""What whoever keeps the machine sees: whether it is healthy, lines of the log, letters about errors."""
