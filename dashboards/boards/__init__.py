"""The boards: each module or folder holds what one shows, its tables, its payload, its view and its address.

A new one is a module (a folder, where it grows) with `build`, its tables and `urlpatterns`, named in
dashboards/urls.py; its page is templates/dashboards/<name>.html. JSON, CSV, workbook and PDF follow from its tables.
"""
