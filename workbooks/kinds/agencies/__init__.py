"""Sheets of agencies and their other names."""
