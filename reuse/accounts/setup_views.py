"""The set-up page of the administrator: what is left to do, and the organisations that join."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from reuse.accounts import setup as first_steps
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.forms import OrganisationForm
from reuse.accounts.models import LegalKind, Organisation
from reuse.accounts.roles import Permission
from reuse.accounts.workflow import add_organisation

SHOWN = 200


@requires(Permission.ACCOUNT_MANAGE)
def setup(request: StaffRequest) -> HttpResponse:
    """The steps, done or not as things stand; the form adds an organisation."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        with refusals_shown(request, form, field="name"):
            body = add_organisation(act=act_of(request), **{**facts, "kind": LegalKind(facts["kind"])})
            messages.success(request, _("%(name)s has joined the network.") % {"name": body})
            return redirect("accounts:setup")
    steps = first_steps.steps()
    context = {
        "steps": steps,
        "left": sum(not one.is_done for one in steps),
        "pages": first_steps.pages(),
        "letters_wait": first_steps.letters_wait(),
        "form": form,
        "organisations": Organisation.objects.prefetch_related("sites")[:SHOWN],
    }
    return render(request, "accounts/setup.html", context)
