"""Documents: each with all that rests on it or names it."""
