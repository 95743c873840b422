"""Ten slides' worth of a month for the chair of the committee: one point a page, in large letters."""
