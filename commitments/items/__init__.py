"""Items of a draft: their words, their way, what they stand for."""
