"""Agencies × indicators in one picture: each cell an item by its state, the worst first."""
