"""A province's month beside those of the others: counted from its roll-ups, kept as it is when the month closes."""
