"""The rules of a year: its thresholds, and what changing them would move."""
