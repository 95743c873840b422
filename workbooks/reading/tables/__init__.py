"""From a sheet to its tables: where they stand, what each column holds, which lines are rows. Pure."""
