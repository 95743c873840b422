"""The trail: who changed what, from what to what, and why; read by who answers for it, page by page or as a file."""
