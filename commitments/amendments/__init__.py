"""Numbered amendments: what may change after signing, and the change."""
