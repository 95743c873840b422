"""From a grid of cells to tables, headings, agencies and rows with values. Pure."""
