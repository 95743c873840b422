"""Who has not reported the month, and the letter that reminds them."""
