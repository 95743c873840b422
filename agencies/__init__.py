"""The ground: the tree of agencies, people and their roles, the trail. Knows nothing of ours above it."""
