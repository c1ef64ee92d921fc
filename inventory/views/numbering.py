"""Where the codes of this installation stand; an administrator says here what a moved or copied database is."""

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from inventory import workflow
from inventory.models import CodeDecision
from reuse.accounts.answers import carry_out
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission
from reuse.core import clock


@requires(Permission.CONFIGURE)
def numbering(request: StaffRequest) -> HttpResponse:
    """GET shows; POST settles, `kind` being a continuation or a copy."""
    if request.method == "POST":
        kind = request.POST.get("kind", "")
        if kind not in CodeDecision.Kind.values:
            return HttpResponseBadRequest(kind)
        return carry_out(
            request,
            lambda act: workflow.settle_codes(
                is_copy=kind == CodeDecision.Kind.COPY, at=clock.now(), act=act
            ),
            done=_("Said. Codes are issued again."),
            then=redirect("inventory:numbering"),
        )
    context = {
        "standing": workflow.code_standing(),
        "margin": workflow.MARGIN,
        "decisions": CodeDecision.objects.select_related("by")[:20],
        "kinds": CodeDecision.Kind,
    }
    return render(request, "inventory/numbering.html", context)
