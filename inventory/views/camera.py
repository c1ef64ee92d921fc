"""A photo of a bar code, read on the server where the browser cannot; the photo is kept nowhere."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import labels
from inventory import codes
from inventory.forms import PhotoForm
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission

_OWN_FIELDS = {"csrfmiddlewaretoken", "photo", "back", "text"}


@require_POST
@requires(Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK, Permission.DEVICE_EXIT)
def scan_photo(request: StaffRequest) -> HttpResponse:
    """To a script, the texts as JSON; to a browser without, a page that offers them to the form they came from."""
    form = PhotoForm(request.POST, request.FILES)
    is_valid = form.is_valid()
    found = sorted(form.cleaned_data["photo"], key=_is_others) if is_valid else []
    if is_valid:
        problem = "" if found else advice()
    else:
        problem = " ".join(str(error) for error in form.errors.get("photo", [_("Choose a photo.")]))
    if request.headers.get("X-Requested-With") == "fetch":
        texts = [{"text": one.text, "format": one.format} for one in found]
        return JsonResponse({"texts": texts, "message": problem}, status=200 if is_valid else 422)
    return render(
        request,
        "inventory/scanner_photo.html",
        {
            "found": found,
            "problem": problem,
            "back": form.cleaned_data.get("back") or reverse("inventory:scan"),
            "carried": {name: value for name, value in request.POST.items() if name not in _OWN_FIELDS},
        },
    )


def advice() -> str:
    """What to try when a photo shows no symbol."""
    return _("No bar code seen. Come closer, add light, hold the label flat; or type the code.")


def _is_others(found: labels.Decoded) -> bool:
    """Our own labels come first."""
    return not (codes.in_address(found.text) or codes.parse(found.text))
