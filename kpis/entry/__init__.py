"""The page of the month: figures typed row by row, checked, signed and sent."""
