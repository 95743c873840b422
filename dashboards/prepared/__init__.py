"""Files of many rows: prepared by the worker for who asked, fetched when they are ready, kept for a day."""
