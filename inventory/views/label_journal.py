"""The journal of prints: every print and reprint, by whom, on what, why."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from inventory import codes
from inventory.forms import JournalForm
from inventory.models import LabelPrint, PrintedLabel
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission

SIZE = 50


@requires(Permission.LABEL_PRINT)
def journal(request: StaffRequest) -> HttpResponse:
    """Latest first; a code finds the prints it was on."""
    form = JournalForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    found = LabelPrint.objects.visible_to(request.acting)
    for name in ("subject", "reason"):
        if wanted.get(name):
            found = found.filter(**{name: wanted[name]})
    if text := wanted.get("q", "").strip():
        code = codes.in_address(text) or codes.parse(text) or ""
        named = PrintedLabel.objects.filter(code=code).values("of") if code else []
        found = found.filter(Q(pk__in=named) | Q(by__name__icontains=text))
    beside = ("by", "job__result_file", "donation", "printer", "workstation", "roll")
    pages = Paginator(found.select_related(*beside), SIZE)
    page = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request, "inventory/label_journal.html", {"form": form, "page": page, "query": query.urlencode()}
    )
