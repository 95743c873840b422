"""Why an attempt ends before its work is done."""


class Stopped(Exception):
    """The work cannot be done; worded for people. Nothing was written."""


class Lost(Exception):
    """Another attempt counts now: this one held still so long that its worker was taken for dead."""
