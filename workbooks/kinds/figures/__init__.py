"""Workbooks of one agency's figures of a month."""
