"""The country in bulk, written."""
