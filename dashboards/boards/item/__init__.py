"""One item: its month, its months so far, what was promised and signed for it."""
