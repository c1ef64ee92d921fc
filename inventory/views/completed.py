"""A donor's own list given back, completed with what became of each device."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from donors import queries as donation_queries
from donors.sheets.refusal import Refused
from inventory import exports
from reuse.accounts import files
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.roles import Permission
from reuse.core import tables
from reuse.core.refusals import NotPermitted


@require_safe
@requires(Permission.DONATION_REGISTER)
def completed(request: StaffRequest, ref: str, public_id: UUID) -> HttpResponse:
    """The file, for the organisation that gave it; it repeats the original, so its opening is recorded as one."""
    donation = get_object_or_404(donation_queries.donations_for(request.acting), ref=ref)
    sheet = get_object_or_404(donation.sheets.select_related("file__owner"), public_id=public_id)
    sheet.donation = donation
    try:
        files.open_original(sheet.file, act=act_of(request), purpose="sheet").close()
        content, extension = exports.completed_sheet(sheet)
    except NotPermitted as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except FileNotFoundError:
        why = _(
            "Your file has reached the end of its keeping, and nothing else knows its columns: it cannot be completed."
        )
        return _refused(request, ref, why)
    except Refused as refusal:
        return _refused(request, ref, str(refusal))
    name = _("%(name)s, completed") % {"name": Path(sheet.name).stem}
    disposition = (
        content_disposition_header(as_attachment=True, filename=f"{name}.{extension}") or "attachment"
    )
    return HttpResponse(
        content,
        content_type=tables.MEDIA_TYPES[extension].partition(";")[0],
        headers={"Content-Disposition": disposition},
    )


def _refused(request: StaffRequest, ref: str, why: str) -> HttpResponse:
    messages.warning(request, why)
    return redirect("inventory:donation-detail", ref)
