"""The list of documents: those one's organisation issued or may read, of the kinds one's role opens."""

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reuse.accounts.decorators import StaffRequest, requires
from reuse.core import clock
from reuse.core.tables import Cell
from reuse.documents import queries
from reuse.documents.kinds import MAY_OPEN, Kind
from reuse.documents.models import Document, DocumentQuerySet
from reuse.lists import views as lists
from reuse.lists.description import NEWEST_FIRST, Column, Listing, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import number


class DocumentFilterForm(FilterForm):
    """The filters of the list of documents."""

    first_filters = ("q", "kind", "year", "state")

    q = forms.CharField(
        label=gettext_lazy("Number"),
        required=False,
        max_length=24,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "CD-2026", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind of document"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=2000, max_value=2999)
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), ("valid", gettext_lazy("valid")), ("void", gettext_lazy("void"))],
    )

    def offer(self) -> None:
        kinds = [(kind.value, kind.label) for kind in queries.kinds_for(self.membership)]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]


def _found(form: DocumentFilterForm) -> DocumentQuerySet:
    return queries.documents_like(form.membership, form.cleaned_data)


def _words(count: int) -> str:
    return ngettext("%(count)s document", "%(count)s documents", count) % {"count": number(count)}


def _address(document: Document) -> str:
    return reverse("documents:document-download", args=[document.public_id])


def _issued(document: Document) -> Cell:
    return clock.local_date(document.issued_at, document.time_zone)


DOCUMENTS = register(
    Listing(
        code="documents",
        title=gettext_lazy("Documents"),
        page="documents:document-list",
        permissions=MAY_OPEN,
        columns=(
            Column(
                "number",
                gettext_lazy("Number"),
                lambda one: one.number,
                link=_address,
                orders=tuple(NEWEST_FIRST),
            ),
            Column(
                "kind",
                gettext_lazy("Kind of document"),
                lambda one: str(Kind(one.kind).label),
                is_default=True,
            ),
            Column(
                "issuer",
                gettext_lazy("Issued by"),
                lambda one: one.issuer.name,
                joins=("issuer",),
                is_default=True,
            ),
            Column("issued", gettext_lazy("Issued on"), _issued, is_default=True),
            Column(
                "state",
                gettext_lazy("State"),
                lambda one: _("void") if one.is_void else _("valid"),
                is_default=True,
            ),
            Column("why", gettext_lazy("Why it is void"), lambda one: one.void_reason, is_default=True),
            Column("sha256", gettext_lazy("SHA-256 of the file"), lambda one: one.file_sha256, css="code"),
        ),
        orders=NEWEST_FIRST,
        filters=DocumentFilterForm,
        found=_found,
        words=_words,
        key="public_id",
        empty=(
            gettext_lazy("No document yet."),
            gettext_lazy("What is issued or addressed to your organisation stands here."),
        ),
        unmatched=gettext_lazy("No document answers to these filters."),
    )
)


@requires(*MAY_OPEN)
def document_list(request: StaffRequest) -> HttpResponse:
    """The documents one may open, narrowed by the address."""
    return lists.show(request, DOCUMENTS, "documents/document_list.html")
