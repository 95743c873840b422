"""Questions at an item: asked by the committee's side, answered there by its agency."""
