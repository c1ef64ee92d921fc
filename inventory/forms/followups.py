"""Forms of follow-up links: for whom, until when, with which documents."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.documents.models import Document
from reuse.web.templatetags.look import day

USUAL = timedelta(days=180)


class ShareForm(forms.Form):
    """A new link to a batch's follow-up page."""

    label = forms.CharField(
        label=_("For whom"),
        max_length=80,
        required=False,
        help_text=_("So that you recognise it in the list, for instance “CSR team”. Not shown on the page."),
    )
    ends_on = forms.DateField(
        label=_("Works until"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    documents = forms.MultipleChoiceField(
        label=_("Documents shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They bear the names of who signed. None chosen: the page shows figures alone."),
    )

    def __init__(self, *args: object, today: date, documents: Sequence[Document], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["ends_on"].initial = today + USUAL
        cast("forms.MultipleChoiceField", self.fields["documents"]).choices = [
            (str(one.public_id), f"{one.get_kind_display()}\n{one.number}, {day(one.issued_at)}")
            for one in documents
        ]
