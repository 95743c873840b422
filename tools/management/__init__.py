"""The command line of what builds."""
