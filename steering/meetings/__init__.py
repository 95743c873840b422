"""A meeting of the committee: planned for a month, held, announced."""
