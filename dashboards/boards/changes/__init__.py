"""What changed between two months, or between the same month of two years: sentences first, the rows under them."""
