"""Reporting months: planned, opened, closed, reopened."""
