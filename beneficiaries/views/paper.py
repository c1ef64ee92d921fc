"""Request forms on paper: a lot is numbered and printed; a scan of its barcode opens the form to enter."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from beneficiaries import queries, sheets, workflow
from beneficiaries.forms.paper import PaperLotForm, paper_pages
from beneficiaries.models import PaperForm
from beneficiaries.views.edge import today
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission


@requires(Permission.REQUEST_FILE)
def lots(request: StaffRequest) -> HttpResponse:
    """Print a lot of blank forms; below, what was printed and how much of it came back."""
    form = PaperLotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        printed = workflow.print_forms(count=form.cleaned_data["count"], act=act_of(request))
        return redirect("beneficiaries:paper-lot", printed[0].lot)
    context = {"form": form, "lots": queries.paper_lots(request.acting)}
    return render(request, "beneficiaries/paper_forms.html", context)


@requires(Permission.REQUEST_FILE)
def lot(request: StaffRequest, lot: str) -> HttpResponse:
    """The forms of a lot that were not entered yet, as PDF."""
    act = act_of(request)
    blank = PaperForm.objects.visible_to(request.acting).filter(lot=lot, request=None).order_by("pk")
    found, programme = list(blank.values_list("code", flat=True)), queries.programme_in_force(today(act))
    if not found or programme is None:
        raise Http404
    with translation.override(sheets.LANGUAGE):
        pages = paper_pages(programme, today(act))
    drawn = sheets.request_forms(found, pages, partner=act.organisation.name)
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{_("request-forms")}.pdf"'
    return answer


@requires(Permission.REQUEST_FILE)
def scanned(request: StaffRequest, code: str) -> HttpResponse:
    """Where a scan in the search box leads: the form to enter, or back to the search when no form has this number."""
    if PaperForm.objects.visible_to(request.acting).filter(code=code).exists():
        return redirect("beneficiaries:paper-enter", code)
    return redirect(f"{reverse('search')}?{urlencode({'q': code, 'no_form': 1})}")
