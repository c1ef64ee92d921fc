"""Scans over HTTP: each carried out on its own, each answered, in order."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import workflow
from inventory.api.edge import membership_of, object_of, uuid_of
from inventory.models import ScanRecord
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import Refusal

MOST_SCANS = 500
FURTHEST_CLOCK = timedelta(days=366)


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


class ScansView(APIView):
    """A queue of scans, carried out in order, each in its own transaction; every one gets its answer."""

    permission_by_method = {"POST": Permission.DEVICE_VIEW}

    @extend_schema(
        operation_id="scans_create", request=ScansSerializer, responses={200: ScanResultsSerializer}
    )
    def post(self, request: Request) -> Response:
        body = object_of(request.data)
        scans = body.get("scans")
        if not isinstance(scans, list) or len(scans) > MOST_SCANS:
            raise ValidationError(
                {"scans": _("Send a list of at most %(most)d scans.") % {"most": MOST_SCANS}}
            )
        now = clock.now()
        sent_at = instant_of(body.get("sent_at"), "sent_at") or now
        membership = membership_of(request)
        return Response({"results": [_answer(one, membership, now, now - sent_at) for one in scans]})


def _answer(one: Any, membership: Membership, now: datetime, shift: timedelta) -> dict[str, Any]:
    """The result of one scan of a queue; a malformed one is answered, and stops nobody else."""
    try:
        return result_of(carry_out(object_of(one), membership, now, shift))
    except ValidationError as error:
        message = (
            " ".join(f"{name}: {text}" for name, text in error.detail.items())
            if isinstance(error.detail, dict)
            else ""
        )
        return _refused(str(one.get("id", "")) if isinstance(one, dict) else "", "bad_input", message)
    except Refusal as refusal:
        return _refused(str(one["id"]), refusal.reason, refusal.message)


def carry_out(one: dict[str, Any], membership: Membership, now: datetime, shift: timedelta) -> ScanRecord:
    params = one.get("params") or {}
    if not isinstance(params, dict) or len(str(params)) > 2000:
        raise ValidationError({"params": _("Send a small JSON object.")})
    try:
        scan_id = uuid.UUID(str(one.get("id")))
    except ValueError:
        raise ValidationError({"id": _("Each scan carries its own UUID.")}) from None
    at = instant_of(one.get("at"), "at")
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
    found = Site.objects.filter(organisation=membership.organisation, public_id=uuid_of(str(wanted))).first()
    if found is None:
        raise ValidationError({"site": _("Your organisation has no such site.")})
    return found


def instant_of(value: Any, name: str) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        parsed = parse_datetime(str(value))
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise ValidationError({name: _("Give an instant with its time zone, such as 2026-11-24T10:42:00Z.")})
    return parsed


def result_of(record: ScanRecord) -> dict[str, Any]:
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
