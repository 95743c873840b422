"""What becomes of commitments when their agency merges, splits or ends: they pass on, end by an amendment, or stay."""
