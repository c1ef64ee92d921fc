"""`handovers/`: planned, signed, taken back."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from beneficiaries import workflow
from beneficiaries.api.edge import (
    LISTED,
    act_of,
    at_stage,
    events_of,
    find_allocation,
    find_handover,
    made,
    membership_of,
    page_of,
    valid,
)
from beneficiaries.api.serializers import (
    HandoverMoveSerializer,
    HandoverSerializer,
    HistorySerializer,
    NewHandoverSerializer,
)
from beneficiaries.models import Handover
from beneficiaries.states import HandoverMove, SignatureMethod
from reuse.accounts.roles import Permission


class HandoversView(APIView):
    """The hand-overs this token may see, newest first; POST plans one."""

    permission_by_method = {"GET": Permission.REQUEST_VIEW, "POST": Permission.HAND_OVER}

    @extend_schema(
        operation_id="handovers_list",
        parameters=[OpenApiParameter("stage", str), OpenApiParameter("cursor", str)],
        responses=HandoverSerializer(many=True),
    )
    def get(self, request: ApiRequest) -> Response:
        found = Handover.objects.visible_to(membership_of(request)).select_related(
            "allocation", "request", "device", "site", "document", "terms"
        )
        found = found.prefetch_related("payments__means", "allocation__items__device")
        return page_of(self, request, at_stage(found, request), HandoverSerializer)

    @extend_schema(
        operation_id="handovers_create", request=NewHandoverSerializer, responses={201: HandoverSerializer}
    )
    def post(self, request: ApiRequest) -> Response:
        given = valid(NewHandoverSerializer, request)
        allocation = find_allocation(request, given.pop("allocation"))
        planned = workflow.plan_handover(allocation=allocation, act=act_of(request), **given)
        return Response(HandoverSerializer(planned).data, status=status.HTTP_201_CREATED)


class HandoverView(APIView):
    """One hand-over."""

    permission_by_method = LISTED

    @extend_schema(operation_id="handovers_retrieve", responses=HandoverSerializer)
    def get(self, request: ApiRequest, public_id: str) -> Response:
        return Response(HandoverSerializer(find_handover(request, public_id)).data)


class HandoverEventsView(APIView):
    """A hand-over's events; POST hands over, cancels the appointment or takes the device back."""

    permission_by_method = {"GET": Permission.REQUEST_VIEW, "POST": Permission.HAND_OVER}

    @extend_schema(operation_id="handover_events_list", responses=HistorySerializer(many=True))
    def get(self, request: ApiRequest, public_id: str) -> Response:
        return events_of(find_handover(request, public_id).events.all())

    @extend_schema(
        operation_id="handover_events_create",
        request=HandoverMoveSerializer,
        responses={201: HistorySerializer},
    )
    def post(self, request: ApiRequest, public_id: str) -> Response:
        given = valid(HandoverMoveSerializer, request)
        subject: dict[str, Any] = {"handover": find_handover(request, public_id), "act": act_of(request)}
        return made(
            given["move"],
            {
                HandoverMove.HAND_OVER: lambda: workflow.hand_over(
                    **subject,
                    code=given["code"],
                    price_cents=given["price_cents"],
                    signature=_signature(given),
                    terms=_terms(given),
                ),
                HandoverMove.CANCEL: lambda: workflow.cancel_handover(**subject, note=given["note"]),
                HandoverMove.TAKE_BACK: lambda: workflow.take_back(
                    **subject,
                    reason_code=given["reason_code"],
                    note=given["note"],
                    is_replaced=given["is_replaced"],
                ),
            },
        )


def _terms(given: Mapping[str, Any]) -> workflow.Terms:
    paid = [workflow.Paid(**one) for one in given["payments"]]
    return workflow.Terms(paid=paid, scanned=given["scanned"], **given.get("terms", {}))


def _signature(given: Mapping[str, Any]) -> workflow.Signature:
    if "signature" not in given:
        raise ValidationError({"signature": "hand_over needs a signature"})
    return workflow.Signature(
        **{**given["signature"], "method": SignatureMethod(given["signature"]["method"])}
    )
