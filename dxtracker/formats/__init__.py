"""How dates and numbers are written in Vietnamese and in English."""
