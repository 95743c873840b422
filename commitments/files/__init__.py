"""Signed files: kept by hash, verified offline, attested by two people."""
