"""The official report, written to a file."""
