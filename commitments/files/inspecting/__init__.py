"""Reads PDF files that nobody vouches for into plain facts: pages, words of secrecy, digital signatures.

Runs in a limited child process (docs/adr/0010) and imports no Django; nothing here opens a connection.
"""
