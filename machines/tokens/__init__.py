"""Tokens of a person or of a named system: made, shown once, expiring, revoked."""
