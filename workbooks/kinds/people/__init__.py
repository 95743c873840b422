"""Sheets of people and the roles that they hold."""
