"""Read-only boards: build(...) gives a frozen dataclass, the pages and the machines show it."""
