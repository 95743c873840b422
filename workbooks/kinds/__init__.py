"""What can be imported: each kind reads, compares, writes and has a workbook to fill in."""
