"""The provinces beside each other in the same month, for who holds the role above them."""
