"""Scans over HTTP: each carried out on its own, each answered, in order."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import workflow
from inventory.api.edge import membership_of, object_of, uuid_of
from inventory.forms import clock_shift, read_scan, scans_in
from inventory.models import ScanRecord
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import Refusal


class ScanSerializer(serializers.Serializer[Any]):
    """One scan. `id`: a UUID the client makes; sending it again changes nothing.

    `move`: a move's code; one of `place`, `weigh`, `grade`, `transfer` (list for another site), `arrive` (receive of a
    transfer), `count` (at a stocktake); or `undo`. With `transfer` and `arrive` a box's code means all that is in it.
    """

    id = serializers.UUIDField()
    text = serializers.CharField(max_length=240)
    move = serializers.CharField(max_length=24)
    params = serializers.DictField(
        required=False,
        help_text="reason_code; device: a code, to choose among several; scan: for undo; place: a place's code; "
        "grams; grade: A to D; site: a UUID, for transfer; transfer: a transfer's number, for arrive, and for transfer "
        "to add to a given one; stocktake: a stocktake's number, for count",
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
        body, now = object_of(request.data), clock.now()
        try:
            scans, shift = scans_in(body), clock_shift(body, now)
        except forms.ValidationError as error:
            raise ValidationError(error.message_dict) from None
        membership = membership_of(request)
        return Response({"results": [_answer(one, membership, now, shift) for one in scans]})


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
    try:
        read = read_scan(one, now=now, shift=shift)
    except forms.ValidationError as error:
        raise ValidationError(error.message_dict) from None
    act = Act(membership=membership, at=read.at, recorded_at=now, site=_site(one.get("site"), membership))
    return workflow.scan(scan_id=read.id, text=read.text, move=read.move, params=read.params, act=act)


def _site(wanted: Any, membership: Membership) -> Site | None:
    if not wanted or (membership.site and str(membership.site.public_id) == str(wanted)):
        return membership.site
    found = Site.objects.filter(organisation=membership.organisation, public_id=uuid_of(str(wanted))).first()
    if found is None:
        raise ValidationError({"site": _("Your organisation has no such site.")})
    return found


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
