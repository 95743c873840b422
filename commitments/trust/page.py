"""What the page of trusted certificates shows."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.clock import now
from agencies.models import Agency
from agencies.work.queries import Progress, progress_of, words_of
from commitments.files.forms import RootForm
from commitments.files.page import name_of
from commitments.models import TrustRoot
from commitments.trust.background import SUBJECT
from dxtracker.lib.crumbs import Crumb


@dataclass(frozen=True)
class RootLine:
    """A certificate; its fingerprint in groups of four as other programs show it."""

    name: str
    subject: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime
    has_expired: bool
    added_at: datetime
    added_by: str
    retired_at: datetime | None
    retired_by: str
    retire_url: str
    is_illustrative: bool


@dataclass(frozen=True)
class TrustSheet:
    """While there is `progress` that runs the worker judges its files: nothing else is changed meanwhile."""

    province: Agency
    trusted: tuple[RootLine, ...]
    retired: tuple[RootLine, ...]
    form: RootForm
    add_url: str
    url: str
    progress: Progress | None
    crumbs: tuple[Crumb, ...]

    @property
    def progress_words(self) -> str:
        return words_of(self.progress, {"read": _("Reading the signed files")})


def trust_sheet(province: Agency, form: RootForm) -> TrustSheet:
    """The certificates of a province, those in force and those retired, and how far work on them is: two queries."""
    rows = TrustRoot.objects.filter(province=province).select_related("added_by", "retired_by")
    lines = [_line(root) for root in rows]
    return TrustSheet(
        province=province,
        trusted=tuple(line for line in lines if not line.retired_at),
        retired=tuple(line for line in lines if line.retired_at),
        form=form,
        add_url=f"{reverse('commitments:trust-add')}?province={province.code}",
        url=f"{reverse('commitments:trust')}?province={province.code}",
        progress=progress_of(SUBJECT, province.pk),
        crumbs=(Crumb(_("Administration"), reverse("admin:index")), Crumb(_("Trusted certificates"))),
    )


def _line(root: TrustRoot) -> RootLine:
    digits = root.sha256.upper()
    return RootLine(
        name=root.name,
        subject=root.subject,
        fingerprint=" ".join(digits[start : start + 4] for start in range(0, len(digits), 4)),
        valid_from=root.valid_from,
        valid_to=root.valid_to,
        has_expired=root.valid_to < now(),
        added_at=root.added_at,
        added_by=name_of(root.added_by),
        retired_at=root.retired_at,
        retired_by=name_of(root.retired_by),
        retire_url=reverse("commitments:trust-retire", args=[root.pk]),
        is_illustrative=root.is_illustrative,
    )
