"""Files and documents that prove a figure."""
