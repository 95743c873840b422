"""Where somebody is logged in: one's own sessions, listed and ended."""
