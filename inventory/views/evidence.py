"""Reports dropped on a device, their originals, and the certificate they support."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inventory import evidence, workflow
from inventory.forms import EvidenceForm
from inventory.models import Device, Evidence
from inventory.views import report_words
from inventory.views.subjects import device_of
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core.refusals import NotPermitted


@require_POST
@requires(Permission.EVIDENCE_ADD)
def attach(request: StaffRequest, code: str) -> HttpResponse:
    """Keep each report, whatever is in it, and say what was understood."""
    device = device_of(request, code)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        for file in form.cleaned_data["reports"]:
            _attach(request, device, file)
    else:
        messages.error(request, " ".join(map(str, form.errors["reports"])))
    return redirect("inventory:device-detail", device.code)


def _attach(request: StaffRequest, device: Device, file: "UploadedFile[bytes]") -> None:
    content, name = file.read(), file.name or "report"
    reading = evidence.read(content, name=name).as_json()
    with refusals_shown(request):
        kept = workflow.attach_evidence(
            device=device,
            content=content,
            name=name,
            media_type=workflow.OCTETS,
            reading=reading,  # type: ignore[arg-type]  # the reader's JSON has the shape of a Reading
            act=act_of(request),
        )
        if kept.state == Evidence.State.OTHER_DEVICE:
            messages.warning(request, workflow.contradiction(device, kept))
        else:
            say = messages.success if kept.state == Evidence.State.ATTACHED else messages.warning
            say(request, report_words.understood(kept))


@requires(Permission.DEVICE_VIEW)
def open_original(request: StaffRequest, code: str, public_id: str) -> HttpResponseBase:
    """The file as it was dropped, always as a download; each opening is recorded."""
    reports = device_of(request, code).evidence.select_related("file", "device__holder")
    kept = get_object_or_404(reports, public_id=public_id)
    return original_of(request, kept, otherwise=redirect("inventory:device-detail", code))


def original_of(request: StaffRequest, kept: Evidence, *, otherwise: HttpResponse) -> HttpResponseBase:
    """The file of a report; where its keeping has ended, a word and another page."""
    try:
        original = workflow.open_evidence(kept, act=act_of(request))
    except NotPermitted as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except FileNotFoundError:
        messages.warning(
            request, _("The original has reached the end of its keeping: what was read in it remains.")
        )
        return otherwise
    return FileResponse(original, as_attachment=True, filename=kept.name, content_type=workflow.OCTETS)


@require_POST
@requires(Permission.EVIDENCE_ADD)
def certificate(request: StaffRequest, code: str) -> HttpResponse:
    """The erasure certificate of a device whose media are all settled; the same facts give the same document."""
    device = device_of(request, code)
    with refusals_shown(request):
        document = workflow.certify_erasure(device=device, act=act_of(request))
        return redirect("documents:document-download", document.public_id)
    return redirect("inventory:device-detail", device.code)
