"""`loans/`: what is lent to persons, until when; prolonged, or ended when the device is back."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from beneficiaries import workflow
from beneficiaries.api.edge import act_of, find_handover, membership_of, page_of, valid
from beneficiaries.api.serializers import HistorySerializer, slug
from beneficiaries.models import Handover
from beneficiaries.queries import aftersales, loans
from reuse.accounts.roles import Permission


class LoanSerializer(serializers.ModelSerializer[Handover]):
    """A device that comes back: `id` is that of its hand-over. Nothing here names a person."""

    id = serializers.UUIDField(source="public_id")
    request = slug("ref")
    device = slug("code")
    until = serializers.DateField(source="request.loan_until")

    class Meta:
        model = Handover
        fields = ("id", "request", "device", "handed_over_on", "until", "loan_reminded_at")
        read_only_fields = fields


class ProlongSerializer(serializers.Serializer[Any]):
    """Another day for the return."""

    until = serializers.DateField()


class EndSerializer(serializers.Serializer[Any]):
    """The code on the label of a device that is back."""

    code = serializers.CharField(max_length=120)


class LoansView(APIView):
    """The loans this token may see, latest first. `late=1`: those whose day has passed."""

    permission_by_method = {"GET": Permission.HAND_OVER}

    @extend_schema(
        operation_id="loans_list",
        parameters=[OpenApiParameter("late", bool), OpenApiParameter("cursor", str)],
        responses=LoanSerializer(many=True),
    )
    def get(self, request: ApiRequest) -> Response:
        seen = Handover.objects.visible_to(membership_of(request)).filter(pk__in=loans.lent().values("pk"))
        if request.query_params.get("late") in {"1", "true"}:
            seen = seen.filter(request__loan_until__lt=act_of(request).on)
        return page_of(self, request, seen.select_related("request", "device"), LoanSerializer)


class LoanView(APIView):
    """One loan; POST prolongs it."""

    permission_by_method = {"POST": Permission.HAND_OVER}

    @extend_schema(
        operation_id="loans_prolong", request=ProlongSerializer, responses={201: HistorySerializer}
    )
    def post(self, request: ApiRequest, public_id: str) -> Response:
        known, until = find_handover(request, public_id), valid(ProlongSerializer, request)["until"]
        event = workflow.prolong(handover=known, until=until, act=act_of(request))
        return Response(HistorySerializer(event).data, status=status.HTTP_201_CREATED)


class LoanEndView(APIView):
    """A device that was lent is back."""

    permission_by_method = {"POST": Permission.DEVICE_RECEIVE}

    @extend_schema(operation_id="loans_end", request=EndSerializer, responses={201: HistorySerializer})
    def post(self, request: ApiRequest) -> Response:
        device = aftersales.device_of_code(valid(EndSerializer, request)["code"])
        if device is None:
            raise ValidationError({"code": "no device answers to this code"})
        event = workflow.end_loan(device=device, act=act_of(request))
        return Response(HistorySerializer(event).data, status=status.HTTP_201_CREATED)
