"""Many people invited at once: by letter where there is an address, on one printed sheet of slips for the others."""
