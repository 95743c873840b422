"""An agency gives its items on to its divisions."""
