"""A meeting on the wall: one point a screen, with its figures as they are."""
