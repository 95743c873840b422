"""What programs read and write: an API that says what the boards say, and the tokens by which they come in."""
