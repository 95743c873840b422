"""The first hour: a province, its administrator and its first year, out of nothing.

`fixtures/start/` holds what every province begins with: the names of today's provinces, peer groups, usual causes.
"""
