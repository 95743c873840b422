"""What an agency's month would make of its items: their lines, what is missing and what is implausible, in words."""
