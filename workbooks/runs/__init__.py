"""An import's life: stored, previewed, confirmed, undone; its pages and who may open them."""
