"""The catalogue and the fonts, written and checked."""
