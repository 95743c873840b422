"""The commitment on paper."""
