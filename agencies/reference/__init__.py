"""Reference data: rows that an administrator keeps, by actions and in the administration."""
