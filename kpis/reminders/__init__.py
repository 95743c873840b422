"""Who has not reported, who is written to and when, and the letters they get (their text: templates/emails)."""
