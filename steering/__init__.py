"""What the steering committee does: its meetings, what it concludes, and what becomes of it."""
