"""Plans, items, the months, the rules of measurement."""
