"""Vĩnh Phúc 2022: facts of record, and around them invented data that says so ("minh họa").

`fixtures/` holds what can be read and mended by hand; the modules here turn it into rows. `loading.load` is the door.
"""
