"""Who has not reported, who is written to and when, what the letter says."""
