"""Reads the bytes of a workbook that nobody vouches for into plain lists. Runs in a child process; starts fast.

Nothing here imports Django, and nothing but expat, zlib and xlrd touches the bytes. See docs/adr/0010.
"""
