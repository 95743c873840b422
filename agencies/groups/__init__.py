"""Peer groups of a province: made, renamed, filled, emptied; those of everybody are taken over before they change."""
