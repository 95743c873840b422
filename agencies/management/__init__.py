"""The command line of the ground."""
