"""The command line of the roof."""
