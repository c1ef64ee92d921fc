"""Tools' reports over HTTP: one for a device, or many that find their devices."""

from typing import Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import evidence, workflow
from inventory.api.edge import device_of, membership_of
from inventory.models import Device, Evidence
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import clock, sentences

MOST_REPORTS = 200  # read while the caller waits; the page of reports takes more, in the background


class MediumStateSerializer(serializers.Serializer[Any]):
    serial = serializers.CharField()
    size_gb = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()


class ReportSerializer(serializers.Serializer[Any]):
    """What became of one report. `device` is empty while it waits for a person; several devices, several entries."""

    id = serializers.UUIDField()
    file = serializers.CharField()
    sha256 = serializers.CharField()
    format = serializers.CharField()
    kind = serializers.CharField(help_text="inventory, erasure, both or unknown")
    state = serializers.CharField(help_text="attached, unreadable, other_device, waiting or set_aside")
    device = serializers.CharField(allow_null=True)
    problems = serializers.ListField(child=serializers.CharField())
    media = MediumStateSerializer(many=True)


class ReportsSerializer(serializers.Serializer[Any]):
    files = ReportSerializer(many=True)


class EvidenceView(APIView):
    """Send tools' reports. The originals are kept, whatever is in them.

    With `device` and one `file`: the report is that device's; the answer is one report. With several `file` parts, an
    archive (ZIP) or no `device`: each report finds the devices it names by serial number, IMEI or medium, or waits for
    a person; the answer lists them. The same bytes again change nothing.
    """

    permission_by_method = {"POST": Permission.EVIDENCE_ADD}

    @extend_schema(
        operation_id="evidence_create",
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {
                    "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "device": {"type": "string"},
                },
                "required": ["file"],
            }
        },
        responses={
            201: PolymorphicProxySerializer(
                component_name="EvidenceAnswer",
                serializers=[ReportSerializer, ReportsSerializer],
                resource_type_field_name=None,
            )
        },
    )
    def post(self, request: Request) -> Response:
        uploads = request.FILES.getlist("file")
        if not uploads:
            raise ValidationError({"file": _("Attach a file.")})
        code = str(request.POST.get("device", ""))
        device = device_of(request, code) if code else None
        bundles = [_bundle(upload) for upload in uploads]
        if sum(len(bundle.reports) for bundle in bundles) > MOST_REPORTS:
            raise ValidationError(
                {"file": _("Send at most %(limit)d reports at once.") % {"limit": MOST_REPORTS}}
            )
        act = Act.now(membership_of(request), clock.now())
        kept = [one for bundle in bundles for one in _take_in(bundle, device, act)]
        is_one = device is not None and len(bundles) == 1 and not bundles[0].is_archive
        answers = [ReportSerializer(_told(one)).data for one in kept]
        return Response(answers[0] if is_one else {"files": answers}, status=status.HTTP_201_CREATED)


def _bundle(upload: "UploadedFile[bytes]") -> evidence.Bundle:
    return evidence.Bundle(upload.read(), name=upload.name or "report")


def _take_in(bundle: evidence.Bundle, device: Device | None, act: Act) -> list[Evidence]:
    """Each report in its own transaction: a refusal of one undoes no other."""
    kept: list[Evidence] = []
    for report in bundle.reports:
        content = bundle.content_of(report)
        reading = cast("workflow.Reading", report.reading.as_json())
        if device is not None:
            kept.append(
                workflow.attach_evidence(
                    device=device,
                    content=content,
                    name=report.name,
                    media_type=workflow.OCTETS,
                    reading=reading,
                    act=act,
                )
            )
            continue
        with transaction.atomic():
            file = workflow.keep_report(content, report.name, act)
            kept += workflow.take_in(file=file, name=report.name, reading=reading, donation=None, act=act)
    return kept


def _told(kept: Evidence) -> dict[str, Any]:
    return {
        "id": kept.public_id,
        "file": kept.name,
        "sha256": kept.sha256,
        "format": kept.format,
        "kind": kept.kind,
        "state": kept.state,
        "device": kept.device.code if kept.device else None,
        "problems": [sentences.said(one) for one in kept.problems],
        "media": [
            {"serial": medium.serial, "size_gb": medium.size_gb, "state": medium.state}
            for medium in (kept.device.media.all() if kept.device else ())
        ],
    }
