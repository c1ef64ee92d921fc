"""The administrator's audit log: who opened an identity or an original, for which organisation, when and why."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from beneficiaries import queries
from beneficiaries.queries.identities import reading
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.models import AccessRecord
from reuse.accounts.roles import Permission
from reuse.core.tables import Cell
from reuse.lists import views as lists
from reuse.lists.cells import local
from reuse.lists.description import Column, Listing, Order, register
from reuse.lists.forms import FilterForm
from reuse.web.templatetags.look import instant, number

KINDS = {
    AccessRecord.READ_IDENTITY: _("identity"),
    AccessRecord.READ_CASE: _("list taken away"),
    AccessRecord.OPENED_FILE: _("original"),
}


class ReadingFilterForm(FilterForm):
    """The filters of the audit log."""

    first_filters = ("kind", "q")

    kind = forms.ChoiceField(
        label=_("What was opened"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All")), *KINDS.items()],
    )
    q = forms.CharField(label=_("Reference"), required=False, max_length=64)


def _found(form: ReadingFilterForm) -> QuerySet[AccessRecord]:
    return queries.openings_like(form.membership, form.cleaned_data)


def _words(count: int) -> str:
    return ngettext("%(count)s reading", "%(count)s readings", count) % {"count": number(count)}


def _at(one: AccessRecord) -> Cell:
    return local(one.at)


def _moment(one: AccessRecord) -> str:
    return instant(one.at)


def _why(one: Any) -> str:
    return reading(one).purpose


def _fields(one: AccessRecord) -> str:
    return reading(one).fields if one.kind == AccessRecord.READ_IDENTITY else ""


READINGS = register(
    Listing(
        code="readings",
        title=_("Who has read what"),
        page="beneficiaries:reading-list",
        permissions=(Permission.AUDIT_READ,),
        columns=(
            Column("at", _("When"), _at, shown=_moment, css="nw", orders=("", "oldest")),
            Column("by", _("Who"), lambda one: str(one.by), joins=("by",), is_default=True),
            Column(
                "organisation",
                _("Organisation"),
                lambda one: str(one.organisation),
                joins=("organisation",),
                is_default=True,
            ),
            Column(
                "kind", _("What was opened"), lambda one: str(KINDS.get(one.kind, one.kind)), is_default=True
            ),
            Column("subject", _("Reference"), lambda one: one.subject, css="nw", is_default=True),
            Column("why", _("Why"), _why, is_default=True),
            Column("fields", _("Data read"), _fields, is_default=True),
            Column("until", _("Kept until"), lambda one: one.kept_until),
        ),
        orders={"": Order(_("Newest first"), ("-id",)), "oldest": Order(_("Oldest first"), ("id",))},
        filters=ReadingFilterForm,
        found=_found,
        words=_words,
        key="id",
        empty=(_("Nothing was opened yet"), _("Each opening of an identity or an original stands here.")),
        unmatched=_("No reading matches"),
    )
)


@requires(Permission.AUDIT_READ)
def reading_list(request: StaffRequest) -> HttpResponse:
    """Every opening, narrowed by the address."""
    return lists.show(request, READINGS, "beneficiaries/reading_list.html")
