"""Read-only boards and search. No model, no writing."""
