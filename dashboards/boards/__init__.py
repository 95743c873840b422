"""The boards: each module or folder holds what one shows, its tables, its payload, its view and its address."""
