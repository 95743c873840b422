"""The role above the provinces: held at no agency, given and ended by a superuser alone."""
