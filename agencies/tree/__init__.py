"""Agencies added, renamed from a day, edited; their other names."""
