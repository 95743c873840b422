"""The commitments of a province, or of what a person may see of it."""
