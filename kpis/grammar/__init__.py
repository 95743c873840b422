"""What people write in a cell or a field, as values: targets, deadlines, figures, what is wrong with them."""
