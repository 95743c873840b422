"""The standing body reviews an agency's figures: what waits, what raises a flag, what is decided."""
