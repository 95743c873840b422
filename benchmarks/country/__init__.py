"""A country in bulk: one province's year is typed and judged by the product's own code, all others are its copies.

A copy of consistent rows is consistent: keys move by the size of a block, days by whole years. Agencies, indicators
and periods are numbered in blocks for that reason, a block to a province or to a province's year.
"""
