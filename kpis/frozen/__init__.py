"""What is kept of a closed month: copied, packed, opened again to be read."""
