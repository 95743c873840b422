"""A backup: one file with database and files of one moment, whatever the database; written, proved, taken back."""
