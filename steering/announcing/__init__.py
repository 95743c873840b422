"""The announcement of a meeting's conclusions on paper."""
