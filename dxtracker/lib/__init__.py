"""The cellar: dates, numbers, text, charts, paper and workbooks. Pure."""
