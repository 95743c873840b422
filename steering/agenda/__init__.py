"""A meeting's agenda: proposed from the facts of its month, edited by the secretary."""
