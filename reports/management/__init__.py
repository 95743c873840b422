"""The command line of reports."""
