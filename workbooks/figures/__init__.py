"""One agency's figures of a month: the workbook to fill in, lines that two people changed."""
