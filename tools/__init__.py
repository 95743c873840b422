"""What only builds: the Vietnamese catalogue and the web fonts."""
