"""Whether an agency's items are signed for inside it: once, twice, not at all, or not in full."""
