"""Assignment sheets: items, targets, deadlines, goals of later years."""
