"""The form of a piece of evidence."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.pages.days import DayField
from kpis.evidence.actions import MAX_BYTES, MIB


class ProofField(forms.FileField):
    """A file within the limit of size; its content is judged by the action."""

    def validate(self, value: UploadedFile | None) -> None:
        """Raises ValidationError for a file that is too large."""
        super().validate(value)
        if value and (value.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is empty or larger than %(limit)s MB.") % {"limit": MAX_BYTES // MIB}
            )


class EvidenceForm(forms.Form):
    """A file, of which the person says that it is not classified, or a document's number and date."""

    file = ProofField(label=gettext_lazy("File"), required=False)
    number = forms.CharField(label=gettext_lazy("Number of the document"), max_length=60, required=False)
    issued_on = DayField(has_come=True, label=gettext_lazy("Date"), required=False)
    is_open = forms.BooleanField(label=gettext_lazy("I confirm that the file is not classified"), required=False)

    def clean(self) -> dict[str, Any]:
        """Either of both has to be there; a number alone has no file to be asked about."""
        said = super().clean() or {}
        if said.get("file") and not said["is_open"]:
            self.add_error("is_open", _("Confirm that the file is not classified."))
        if not self.errors and not said.get("file") and not said.get("number"):
            raise forms.ValidationError(_("Choose a file, or write the number of a document."))
        return said
