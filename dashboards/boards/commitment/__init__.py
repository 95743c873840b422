"""One commitment as a document: parties, items as they stand, drifts, amendments, signed files."""
