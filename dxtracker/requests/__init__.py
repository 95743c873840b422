"""How a request comes in: from whose address, cleaned, within a session, and what comes before a page opens."""
