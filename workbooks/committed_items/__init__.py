"""The page on which a signing event's items come in."""
