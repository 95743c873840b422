"""Sentences made of figures by rules: the facts of a month in, sections of whole Vietnamese sentences out. Pure."""
