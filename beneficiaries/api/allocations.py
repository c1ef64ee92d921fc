"""`allocations/`: proposed, accepted, refused, released."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
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
    find_request,
    made,
    membership_of,
    page_of,
    valid,
)
from beneficiaries.api.serializers import (
    AllocationSerializer,
    HistorySerializer,
    MoveSerializer,
    NewAllocationSerializer,
)
from beneficiaries.models import Allocation
from beneficiaries.states import AllocationMove
from reuse.accounts.roles import Permission


class AllocationsView(APIView):
    """The allocations this token may see, newest first; POST proposes a device."""

    permission_by_method = {"GET": Permission.REQUEST_VIEW, "POST": Permission.ALLOCATION_DECIDE}

    @extend_schema(
        operation_id="allocations_list",
        parameters=[OpenApiParameter("stage", str), OpenApiParameter("cursor", str)],
        responses=AllocationSerializer(many=True),
    )
    def get(self, request: ApiRequest) -> Response:
        found = Allocation.objects.visible_to(membership_of(request)).select_related("request", "device")
        found = found.prefetch_related("items__device")
        return page_of(self, request, at_stage(found, request), AllocationSerializer)

    @extend_schema(
        operation_id="allocations_create",
        request=NewAllocationSerializer,
        responses={201: AllocationSerializer},
    )
    def post(self, request: ApiRequest) -> Response:
        given = valid(NewAllocationSerializer, request)
        known = find_request(request, given.pop("request"))
        allocation = workflow.propose(request=known, act=act_of(request), **given)
        return Response(AllocationSerializer(allocation).data, status=status.HTTP_201_CREATED)


class AllocationView(APIView):
    """One allocation."""

    permission_by_method = LISTED

    @extend_schema(operation_id="allocations_retrieve", responses=AllocationSerializer)
    def get(self, request: ApiRequest, public_id: str) -> Response:
        return Response(AllocationSerializer(find_allocation(request, public_id)).data)


class AllocationEventsView(APIView):
    """An allocation's events; POST accepts, refuses or releases it."""

    permission_by_method = {"GET": Permission.REQUEST_VIEW, "POST": Permission.REQUEST_VIEW}

    @extend_schema(operation_id="allocation_events_list", responses=HistorySerializer(many=True))
    def get(self, request: ApiRequest, public_id: str) -> Response:
        return events_of(find_allocation(request, public_id).events.all())

    @extend_schema(
        operation_id="allocation_events_create", request=MoveSerializer, responses={201: HistorySerializer}
    )
    def post(self, request: ApiRequest, public_id: str) -> Response:
        given = valid(MoveSerializer, request)
        reason = {"reason_code": given["reason_code"], "note": given["note"]}
        subject: dict[str, Any] = {"allocation": find_allocation(request, public_id), "act": act_of(request)}
        return made(
            given["move"],
            {
                AllocationMove.ACCEPT: lambda: workflow.accept_proposal(**subject),
                AllocationMove.REFUSE: lambda: workflow.refuse_proposal(**subject, **reason),
                AllocationMove.CANCEL: lambda: workflow.cancel_allocation(**subject, **reason),
            },
        )
