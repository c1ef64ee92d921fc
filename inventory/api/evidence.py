"""Tools' reports over HTTP."""

from typing import Any, cast

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import evidence, workflow
from inventory.api.edge import device_of, membership_of
from inventory.models import Evidence
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import clock


class EvidenceView(APIView):
    """Attach a tool's report to a device (multipart: `file`, `device`). The original is kept, whatever is in it."""

    permission_by_method = {"POST": Permission.EVIDENCE_ADD}

    @extend_schema(
        operation_id="evidence_create",
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}, "device": {"type": "string"}},
            }
        },
        responses={201: {"type": "object"}},
    )
    def post(self, request: Request) -> Response:
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": _("Attach a file.")})
        device = device_of(request, str(request.POST.get("device", "")))
        content = file.read()
        reading = evidence.read(content, name=file.name or "").as_json()
        kept = workflow.attach_evidence(
            device=device,
            content=content,
            name=file.name or "report",
            media_type=file.content_type or "application/octet-stream",
            reading=cast("workflow.Reading", reading),
            act=Act.now(membership_of(request), clock.now()),
        )
        return Response(_evidence(kept), status=status.HTTP_201_CREATED)


def _evidence(kept: Evidence) -> dict[str, Any]:
    return {
        "id": str(kept.public_id),
        "sha256": kept.sha256,
        "format": kept.format,
        "kind": kept.kind,
        "state": kept.state,
        "problems": kept.problems,
        "media": [
            {"serial": medium.serial, "size_gb": medium.size_gb, "state": medium.state}
            for medium in (kept.device.media.all() if kept.device else ())
        ],
    }
