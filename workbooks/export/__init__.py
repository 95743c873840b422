"""What is assigned, as a workbook that imports again unchanged."""
