"""What is pending at the months and items with somebody who leaves."""
