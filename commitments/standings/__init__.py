"""Committed items judged in each month: one row an item and period, written with the standings they rest on."""
