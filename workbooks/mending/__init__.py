"""What a person says of a run: a cell put right, a name explained, a column named."""
