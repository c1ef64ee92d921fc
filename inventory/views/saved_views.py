"""Filters of a list kept under a name: kept, renamed, shared, forgotten."""

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import workflow
from inventory.forms import DeviceFilterForm, SavedViewForm
from inventory.models import SavedView
from reuse.accounts.answers import carry_out, refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission

LISTED = (Permission.DEVICE_VIEW, Permission.DONATION_VIEW)
PAGES = {
    SavedView.List.DEVICES: "inventory:device-list",
    SavedView.List.DONATIONS: "inventory:donation-list",
}


def _of_devices(text: str, membership: Membership) -> str:
    return DeviceFilterForm(QueryDict(text[:4000]), membership=membership).query()


# What is valid of the filters of each list, in one spelling.
_SPELLED: Mapping[str, Callable[[str, Membership], str]] = {SavedView.List.DEVICES: _of_devices}


@require_POST
@requires(*LISTED)
def save(request: StaffRequest, list_name: str) -> HttpResponse:
    """Keep the filters in force under a name."""
    if list_name not in _SPELLED:
        raise Http404
    query = _SPELLED[list_name](request.POST.get("query", ""), request.acting)
    form = SavedViewForm(request.POST)
    if not form.is_valid() or len(query) > 1000:
        messages.error(request, _("Give the view a name of at most 40 letters."))
    else:
        with refusals_shown(request):
            workflow.save_view(list_name=list_name, query=query, act=act_of(request), **form.cleaned_data)
            messages.success(request, _("The view “%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
    return _back(list_name, query)


@require_POST
@requires(*LISTED)
def change(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Rename one's own view, share it or keep it to oneself."""
    view, form = _view(request, public_id), SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the view a name of at most 40 letters."))
        return _back(view.list, view.query)
    return carry_out(
        request,
        lambda act: workflow.rename_view(view=view, act=act, **form.cleaned_data),
        done=_("The view is changed."),
        then=_back(view.list, view.query),
    )


@require_POST
@requires(*LISTED)
def delete(request: StaffRequest, public_id: UUID) -> HttpResponse:
    """Forget one's own view."""
    view = _view(request, public_id)
    return carry_out(
        request,
        lambda act: workflow.delete_view(view=view, act=act),
        done=_("The view “%(name)s” is deleted.") % {"name": view.name},
        then=_back(view.list, ""),
    )


def _view(request: StaffRequest, public_id: UUID) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.acting), public_id=public_id)


def _back(list_name: str, query: str) -> HttpResponse:
    return redirect(f"{reverse(PAGES[SavedView.List(list_name)])}?{query}")
