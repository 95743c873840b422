"""Forms of signed files and of trusted certificates."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.files.inspecting.limits import MAX_BYTES, MIB
from commitments.models import Amendment, Commitment


class FileForm(forms.Form):
    """A PDF of the commitment or of one of its amendments; the person says that it is not classified."""

    file = forms.FileField(
        label=gettext_lazy("Signed document (PDF, up to 20 MB)"),
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )
    amendment = forms.ModelChoiceField(
        label=gettext_lazy("It is"),
        queryset=Amendment.objects.none(),
        required=False,
        empty_label=gettext_lazy("The commitment itself"),
    )
    is_open = forms.BooleanField(
        label=gettext_lazy("I confirm that the file is not classified"),
        error_messages={"required": gettext_lazy("Confirm that the file is not classified.")},
    )

    def __init__(
        self, *args: Any, commitment: Commitment, amendments: Iterable[tuple[int, str]] | None = None, **options: Any
    ):
        """`amendments` are (key, number) of the commitment's, where they were read already."""
        super().__init__(*args, **{"auto_id": "file_%s"} | options)
        known = list(commitment.amendments.values_list("pk", "number") if amendments is None else amendments)
        if not known:
            del self.fields["amendment"]
            return
        field = cast(forms.ModelChoiceField, self.fields["amendment"])
        field.queryset = commitment.amendments.all()
        named = [(key, _("Amendment %(number)s") % {"number": number}) for key, number in known]
        field.choices = [("", _("The commitment itself")), *named]

    def clean_file(self) -> UploadedFile:
        """The file within the limit of size; its content is judged by the action."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            sentence = _("The file is larger than %(limit)s MB. Scan it with a lower resolution.")
            raise forms.ValidationError(sentence % {"limit": MAX_BYTES // MIB})
        return file


class AttestForm(forms.Form):
    note = forms.CharField(label=gettext_lazy("Note"), max_length=400, required=False)


class RootForm(forms.Form):
    """An authority's certificate, and what people here call it."""

    file = forms.FileField(
        label=gettext_lazy("Certificate of the authority (.pem, .crt or .cer)"),
        widget=forms.FileInput(attrs={"accept": ".pem,.crt,.cer,.der"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Left empty, it is the name in the certificate."),
    )
