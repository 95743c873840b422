"""What a person follows, and the weekly letter that says what moved."""
