"""One-time links with which people choose a password: invitations, forgotten passwords."""
