"""Devices, scans, reports and labels over HTTP. The ledger is the write surface: what moves a device is a scan."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from donors.models import Donation
from donors.sheets import stored
from inventory import codes, evidence, queries, workflow
from inventory.models import Device, DeviceEvent, Evidence, ScanRecord
from reuse.accounts.acting import Act
from reuse.accounts.api import KeysetPagination
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import Refusal
from reuse.documents.models import Document

MOST_SCANS = 500
FURTHEST_CLOCK = timedelta(days=366)


class DeviceSerializer(serializers.ModelSerializer[Device]):
    """A device as it is now. Sizes: `ram_mb` in MiB, `storage_gb` in GB, `battery_percent` of its design capacity."""

    type = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    donation = serializers.SlugRelatedField[Any](slug_field="ref", read_only=True)
    site = serializers.SlugRelatedField[Any](slug_field="public_id", read_only=True)

    class Meta:
        model = Device
        fields = (
            *(
                "code",
                "type",
                "stage",
                "stage_since",
                "donation",
                "site",
                "lane",
                "manufacturer",
                "model",
                "cpu",
            ),
            *("ram_mb", "storage_gb", "screen", "battery_percent", "grade", "received_at"),
        )
        read_only_fields = fields


class DeviceEventSerializer(serializers.ModelSerializer[DeviceEvent]):
    """An event of a device. `at`: when it happened; `recorded_at`: when the server heard of it; `hash`: SHA-256."""

    corrects = serializers.SlugRelatedField[Any](slug_field="seq", read_only=True)

    class Meta:
        model = DeviceEvent
        fields = (
            *("seq", "kind", "move", "from_stage", "to_stage", "at", "on", "recorded_at", "corrects"),
            *("reason_code", "details", "hash"),
        )
        read_only_fields = fields


class ScanSerializer(serializers.Serializer[Any]):
    """One scan. `id`: a UUID the client makes; sending it again changes nothing. `move`: a move's code, or `undo`."""

    id = serializers.UUIDField()
    text = serializers.CharField(max_length=240)
    move = serializers.CharField(max_length=24)
    params = serializers.DictField(
        required=False, help_text="reason_code; device: a code, to choose among several; scan: for undo"
    )
    at = serializers.DateTimeField(required=False, help_text="when it was scanned, by the client's clock")
    site = serializers.UUIDField(required=False)


class ScansSerializer(serializers.Serializer[Any]):
    """A queue of scans. `sent_at`: the client's clock as it sends; `at` of each scan is shifted by the difference."""

    sent_at = serializers.DateTimeField(required=False)
    scans = ScanSerializer(many=True)


class ScanResultSerializer(serializers.Serializer[Any]):
    """What became of a scan. `first` is false when this identifier was already answered before."""

    id = serializers.UUIDField()
    result = serializers.ChoiceField(choices=ScanRecord.Result.values)
    first = serializers.BooleanField()
    device = serializers.CharField(allow_null=True)
    stage = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    allowed = serializers.ListField(child=serializers.CharField())
    choices = serializers.ListField(child=serializers.DictField())
    message = serializers.CharField()


class ScanResultsSerializer(serializers.Serializer[Any]):
    """The results, in the order of the scans."""

    results = ScanResultSerializer(many=True)


class LatestMovedFirst(KeysetPagination):
    """Pages of devices in the order of the list: its index serves every page at the same cost."""

    ordering = ("-stage_since", "-id")  # type: ignore[assignment]  # the stubs know one column only


class DeviceListView(APIView):
    """Devices the token may see, latest moved first."""

    permission_by_method = {"GET": Permission.DEVICE_VIEW}

    @extend_schema(
        operation_id="devices_list",
        parameters=[
            OpenApiParameter(name, str) for name in ("stage", "type", "donation", "site", "q", "cursor")
        ],
        responses=DeviceSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        wanted = queries.DeviceFilter(
            stage=request.query_params.get("stage", ""),
            type=request.query_params.get("type", ""),
            donation=request.query_params.get("donation", ""),
            site=_uuid(request.query_params.get("site", "")),
            text=request.query_params.get("q", ""),
        )
        pages = LatestMovedFirst()
        found = pages.paginate_queryset(queries.devices(_membership(request), wanted), request, view=self)
        return pages.get_paginated_response(DeviceSerializer(found, many=True).data)


class DeviceView(APIView):
    """One device."""

    permission_by_method = {"GET": Permission.DEVICE_VIEW}

    @extend_schema(operation_id="devices_retrieve", responses=DeviceSerializer)
    def get(self, request: Request, code: str) -> Response:
        return Response(DeviceSerializer(_device(request, code)).data)


class DeviceEventsView(APIView):
    """A device's events, oldest first; POST adds one, as a scan of this device would."""

    permission_by_method = {"GET": Permission.DEVICE_VIEW, "POST": Permission.DEVICE_VIEW}

    @extend_schema(operation_id="device_events_list", responses=DeviceEventSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        events = _device(request, code).events.select_related("corrects").order_by("seq")
        return Response(DeviceEventSerializer(events, many=True).data)

    @extend_schema(
        operation_id="device_events_create", request=ScanSerializer, responses={201: ScanResultSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        device = _device(request, code)
        now = clock.now()
        record = _scan(
            {**_object(request.data), "text": device.code}, _membership(request), now, timedelta(0)
        )
        answer = _result(record)
        if record.result != ScanRecord.Result.REFUSED:
            return Response(answer, status=status.HTTP_201_CREATED)
        body = {"type": "about:blank", "title": answer["message"], "status": 409, **answer}
        return Response(body, status=status.HTTP_409_CONFLICT, content_type="application/problem+json")


class ScansView(APIView):
    """A queue of scans, carried out in order, each in its own transaction; every one gets its answer."""

    permission_by_method = {"POST": Permission.DEVICE_VIEW}

    @extend_schema(
        operation_id="scans_create", request=ScansSerializer, responses={200: ScanResultsSerializer}
    )
    def post(self, request: Request) -> Response:
        body = _object(request.data)
        scans = body.get("scans")
        if not isinstance(scans, list) or len(scans) > MOST_SCANS:
            raise ValidationError(
                {"scans": _("Send a list of at most %(most)d scans.") % {"most": MOST_SCANS}}
            )
        now = clock.now()
        sent_at = _instant(body.get("sent_at"), "sent_at") or now
        membership = _membership(request)
        return Response({"results": [_answer(one, membership, now, now - sent_at) for one in scans]})


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
        device = _device(request, str(request.POST.get("device", "")))
        content = file.read()
        reading = evidence.read(content, name=file.name or "").as_json()
        kept = workflow.attach_evidence(
            device=device,
            content=content,
            name=file.name or "report",
            media_type=file.content_type or "application/octet-stream",
            reading=cast("workflow.Reading", reading),
            act=Act.now(_membership(request), clock.now()),
        )
        return Response(_evidence(kept), status=status.HTTP_201_CREATED)


class LabelsView(APIView):
    """Ask for a sheet of labels: `{"devices": [codes], "format": "L7160", "start_at": 1}`; answers the job."""

    permission_by_method = {"POST": Permission.LABEL_PRINT}

    @extend_schema(
        operation_id="labels_create",
        request={"application/json": {"type": "object"}},
        responses={202: {"type": "object"}},
    )
    def post(self, request: Request) -> Response:
        body = _object(request.data)
        named, start_at = body.get("devices") or [], body.get("start_at") or 1
        if not isinstance(named, list):
            raise ValidationError({"devices": _("Send a list of codes.")})
        if not isinstance(start_at, int) or start_at < 1:
            raise ValidationError({"start_at": _("Send a whole number from 1.")})
        wanted = [codes.parse(str(code)) or "" for code in named]
        found = Device.objects.visible_to(_membership(request)).in_bulk(wanted, field_name="code")
        job = workflow.print_labels(
            devices=[found[code] for code in wanted if code in found],
            format_name=str(body.get("format") or "L7160"),
            start_at=start_at,
            donation=None,
            act=Act.now(_membership(request), clock.now()),
        )
        return Response({"job": str(job.public_id)}, status=status.HTTP_202_ACCEPTED)


def _membership(request: Request) -> Membership:
    return cast("Membership", request.auth)


def _device(request: Request, code: str) -> Device:
    visible: QuerySet[Device] = Device.objects.visible_to(_membership(request)).select_related(
        "type", "site", "donation"
    )
    return get_object_or_404(visible, code=codes.parse(code) or code)


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise ValidationError({"body": _("Send a JSON object.")})
    return dict(body)


def _instant(value: Any, name: str) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        parsed = parse_datetime(str(value))
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise ValidationError({name: _("Give an instant with its time zone, such as 2026-11-24T10:42:00Z.")})
    return parsed


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text)) if text else ""
    except ValueError:
        raise ValidationError({"site": _("This is not an identifier.")}) from None


def _answer(one: Any, membership: Membership, now: datetime, shift: timedelta) -> dict[str, Any]:
    """The result of one scan of a queue; a malformed one is answered, and stops nobody else."""
    try:
        return _result(_scan(_object(one), membership, now, shift))
    except ValidationError as error:
        message = (
            " ".join(f"{name}: {text}" for name, text in error.detail.items())
            if isinstance(error.detail, dict)
            else ""
        )
        return _refused(str(one.get("id", "")) if isinstance(one, dict) else "", "bad_input", message)
    except Refusal as refusal:
        return _refused(str(one["id"]), refusal.reason, refusal.message)


def _scan(one: dict[str, Any], membership: Membership, now: datetime, shift: timedelta) -> ScanRecord:
    params = one.get("params") or {}
    if not isinstance(params, dict) or len(str(params)) > 2000:
        raise ValidationError({"params": _("Send a small JSON object.")})
    try:
        scan_id = uuid.UUID(str(one.get("id")))
    except ValueError:
        raise ValidationError({"id": _("Each scan carries its own UUID.")}) from None
    at = _instant(one.get("at"), "at")
    try:
        moved = min(at + shift, now) if at else now
    except OverflowError:  # a clock thousands of years ahead
        moved = datetime.min.replace(tzinfo=UTC)
    if now - moved > FURTHEST_CLOCK:
        raise ValidationError({"at": _("This scan is more than a year old.")})
    act = Act(membership=membership, at=moved, recorded_at=now, site=_site(one.get("site"), membership))
    params = {str(name): str(value) for name, value in params.items()}
    return workflow.scan(
        scan_id=scan_id,
        text=str(one.get("text", ""))[:240],
        move=str(one.get("move", ""))[:24],
        params=params,
        act=act,
    )


def _site(wanted: Any, membership: Membership) -> Site | None:
    if not wanted or (membership.site and str(membership.site.public_id) == str(wanted)):
        return membership.site
    found = Site.objects.filter(organisation=membership.organisation, public_id=_uuid(str(wanted))).first()
    if found is None:
        raise ValidationError({"site": _("Your organisation has no such site.")})
    return found


def _result(record: ScanRecord) -> dict[str, Any]:
    outcome = record.outcome
    return {
        "id": str(record.scan),
        "result": record.result,
        "first": not getattr(record, "is_repeated", False),
        "device": record.device.code if record.device else None,
        "stage": outcome.get("stage"),
        "reason": outcome.get("reason"),
        "allowed": outcome.get("allowed", []),
        "choices": outcome.get("choices", []),
        "message": outcome.get("message", ""),
    }


def _refused(scan_id: str, reason: str, message: str) -> dict[str, Any]:
    return {
        "id": scan_id,
        "result": "refused",
        "first": False,
        "device": None,
        "stage": None,
        "reason": reason,
        "allowed": [],
        "choices": [],
        "message": message,
    }


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
            for medium in kept.device.media.all()
        ],
    }


class DonationSerializer(serializers.ModelSerializer[Donation]):
    """A donation (a batch) and how far its devices are."""

    donor = serializers.CharField(source="donor.name", read_only=True)
    receiver = serializers.CharField(source="receiver.name", read_only=True)
    site = serializers.SlugRelatedField[Any](slug_field="public_id", read_only=True)
    funnel = serializers.SerializerMethodField()

    class Meta:
        model = Donation
        fields = (
            "ref",
            "title",
            "stage",
            "stage_since",
            "lane",
            "donor",
            "receiver",
            "site",
            "created_at",
            "funnel",
        )
        read_only_fields = fields

    def get_funnel(self, donation: Donation) -> dict[str, int]:
        """Devices announced, received, erased, ready, handed over, and out of the chain."""
        found = queries.funnel(
            Device.objects.filter(donation=donation), by_hand=queries.waiting_quantities(donation)
        )
        return {name: getattr(found, name) for name in found.__slots__}


class DonationListView(APIView):
    """Donations the token may see, latest first."""

    permission_by_method = {"GET": Permission.DONATION_VIEW}

    @extend_schema(
        operation_id="donations_list",
        parameters=[OpenApiParameter(name, str) for name in ("stage", "cursor")],
        responses=DonationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        found = Donation.objects.visible_to(_membership(request)).select_related("donor", "receiver", "site")
        if stage := request.query_params.get("stage"):
            found = found.filter(stage=stage)
        pages = KeysetPagination()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(DonationSerializer(page, many=True).data)


class DonationView(APIView):
    """One donation."""

    permission_by_method = {"GET": Permission.DONATION_VIEW}

    @extend_schema(operation_id="donations_retrieve", responses=DonationSerializer)
    def get(self, request: Request, ref: str) -> Response:
        return Response(DonationSerializer(_donation(request, ref)).data)


class DonationDocumentsView(APIView):
    """The documents of a donation: kind, number, SHA-256 of their facts, and where to download them."""

    permission_by_method = {"GET": Permission.DONATION_VIEW}

    @extend_schema(
        operation_id="donation_documents_list",
        responses={200: {"type": "array", "items": {"type": "object"}}},
    )
    def get(self, request: Request, ref: str) -> Response:
        donation = _donation(request, ref)
        return Response([_document(one) for one in donation.documents.order_by("issued_at", "id")])


class DonationImportView(APIView):
    """Import a list into a donation (multipart `file`). Answers what was understood, and the job that imports it."""

    permission_by_method = {"POST": Permission.DONATION_REGISTER}

    @extend_schema(
        operation_id="donation_import_create",
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
        responses={202: {"type": "object"}},
    )
    def post(self, request: Request, ref: str) -> Response:
        file = request.FILES.get("file")
        if file is None or (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1_000_000
            raise ValidationError({"file": _("Attach a list of at most %(limit)d MB.") % {"limit": limit}})
        act = Act.now(_membership(request), clock.now())
        donation = _donation(request, ref)
        sheet = stored.keep_dropped(donation=donation, content=file.read(), name=file.name or "list", act=act)
        job = workflow.start_import(sheet=sheet, act=act) if workflow.may_import(sheet) else None
        answer = {
            **sheet.summary,
            "sheet_id": str(sheet.public_id),
            "job": str(job.public_id) if job else None,
        }
        return Response(answer, status=status.HTTP_202_ACCEPTED)


def _donation(request: Request, ref: str) -> Donation:
    visible = Donation.objects.visible_to(_membership(request)).select_related("donor", "receiver", "site")
    return get_object_or_404(visible, ref=ref)


def _document(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "number": document.number,
        "issued_at": document.issued_at,
        "facts_sha256": document.facts_sha256,
        "is_void": document.is_void,
        "url": reverse("documents:document-download", args=[document.public_id]),
    }
