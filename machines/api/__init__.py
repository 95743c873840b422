"""The API: who comes in by a token, what is read from the boards, what is written by the rules of the month's page."""
