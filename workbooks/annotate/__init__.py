"""The workbook that was handed in, given back with each refusal at its cell."""
