"""Accounts: logging in, passwords, the second factor, roles given and ended."""
