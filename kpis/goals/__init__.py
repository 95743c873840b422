"""Goals of later years: what indicators are to reach beside the year's targets, set, changed and taken away by hand."""
