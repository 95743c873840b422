"""An agency beside its peers: each of its items against the median and the best of its peer group."""
