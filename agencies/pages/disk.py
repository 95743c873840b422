"""Why a file cannot be read or written, as a sentence: what the machine says of it is English, with a number before."""

import errno

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    errno.ENOENT: _("There is no file or folder %(name)s."),
    errno.ENOTDIR: _("%(name)s is no folder."),
    errno.EISDIR: _("%(name)s is a folder, not a file."),
    errno.EEXIST: _("%(name)s is there already, and nothing is written over it."),
    errno.EACCES: _("Whoever runs this may not read or write %(name)s."),
    errno.EPERM: _("Whoever runs this may not read or write %(name)s."),
    errno.EROFS: _("%(name)s lies where nothing can be written."),
    errno.ENOSPC: _("The disk is full."),
    errno.EDQUOT: _("The disk is full."),
}


def why_not(error: OSError) -> str:
    """The sentence of a disk's fault; of one that is not known what the machine says, at its name.

    >>> why_not(OSError("The store of files does not answer"))
    'The store of files does not answer'
    """
    name = error.filename
    if known := SENTENCES.get(error.errno or 0):
        return str(known) % {"name": name}
    return f"{name}: {error.strerror}" if name else str(error)
