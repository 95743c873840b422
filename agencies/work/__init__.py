"""Work that takes long: asked for in a request, carried out by the worker, taken up again where one died."""
