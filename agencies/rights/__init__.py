"""Rights: what each role may do, and the questions on it that every page asks."""
