"""Why a backup is not written, or not taken back."""

from pathlib import Path

from django.utils.translation import gettext as _

from kpis.errors import CannotChange


class NotABackup(CannotChange):
    """The file is no backup, or not as it was written."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(_("%(file)s is no backup, or was changed since: %(where)s") % {"file": name, "where": where})


class WrongKey(CannotChange):
    """The file of keys has none that fits."""

    def __init__(self, path: Path | None) -> None:
        if path is None:
            super().__init__(_("This backup is encrypted: name the file of its secret key with --key."))
        else:
            super().__init__(_("%(file)s holds no key that fits.") % {"file": path.name})


class NotEmpty(CannotChange):
    """A backup is taken back into an empty system alone."""

    def __init__(self) -> None:
        super().__init__(_("This system is not empty. A backup is restored into a new database only."))


class FilesLeft(CannotChange):
    """Files of another time lie where those of the backup would come."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The store of files is not empty: %(file)s lies there. Move it away; the backup brings its own.")
            % {"file": name}
        )


class NoPlace(CannotChange):
    """Where a backup shall be written is no folder, or something lies there already."""

    def __init__(self, path: Path) -> None:
        if path.exists():
            super().__init__(_("%(file)s is there already, and a backup is written over nothing.") % {"file": path})
        else:
            super().__init__(_("There is no folder %(folder)s.") % {"folder": path.parent})


class OtherRelease(CannotChange):
    """Tables of the backup are shaped by other migrations than those of this release."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _("The backup was made by another release: restore it with that one, then update. Differing migrations: %s")
            % ", ".join(names)
        )
