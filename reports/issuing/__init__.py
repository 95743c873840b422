"""A report is issued: its number, day, signatory, files by hash; afterwards the signed PDF with its verdict."""
