"""The report of a month, read from what was kept of it: its facts, its text, its annexes; page, command, files."""
