"""What several boards show: each part with its shape, its columns and its JSON."""
