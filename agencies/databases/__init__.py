"""The databases: which one a page reads, a replica of it, questions compiled once, what the tables refuse."""
