"""A new year from the last: items carried over with a rule for their targets, set while the year is planned."""
