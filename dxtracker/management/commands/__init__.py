"""Commands that tend the whole: standings, months, letters, the demonstration."""
