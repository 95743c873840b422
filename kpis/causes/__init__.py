"""Why an item is missed or left out: claimed by an agency, decided by the standing body."""
