"""Accounts: logging in, passwords, the second factor; the actions that add people and give them roles."""
