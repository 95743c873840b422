"""Certificates that a province trusts to say who signed."""
