"""What a meeting concluded: who does what until when, reported as done, accepted or returned."""
