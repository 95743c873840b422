"""The command line of the country in bulk."""
