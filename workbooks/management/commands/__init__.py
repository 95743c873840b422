"""Importing from the command line."""
