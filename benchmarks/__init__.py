"""How quick it is, and the country in bulk that says so."""
