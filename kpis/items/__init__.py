"""An indicator given to an agency: its targets and what was promised for it."""
