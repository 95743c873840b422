"""Sheets of successions: which agencies became which, by what decision, from which day."""
