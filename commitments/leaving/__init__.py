"""What is pending at commitments with somebody who leaves."""
