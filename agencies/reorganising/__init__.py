"""Agencies merged, split, ended by a decision and a day; what becomes of all that is open; taken back."""
