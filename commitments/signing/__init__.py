"""Commitments drafted, recorded as signed, taken back for correction."""
