"""What leaves the house on paper: the report of a month, its wording, what was issued."""
