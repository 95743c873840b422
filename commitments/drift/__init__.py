"""What was agreed against what is in force, and since when they differ."""
