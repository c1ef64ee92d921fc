"""What the API's views share: who acts, what they may see, an event as an answer."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.shortcuts import get_object_or_404
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from beneficiaries.api.serializers import HistorySerializer
from beneficiaries.models import Allocation, AllocationEvent, Handover, HandoverEvent, Request, RequestEvent
from reuse.accounts.acting import Act
from reuse.accounts.api import KeysetPagination
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock

LISTED = {"GET": Permission.REQUEST_VIEW}


def made(
    move: str, verbs: Mapping[str, Callable[[], RequestEvent | AllocationEvent | HandoverEvent]]
) -> Response:
    """The event the move made; a move that is not made here is bad input."""
    if move not in verbs:
        raise ValidationError({"move": f"one of {', '.join(verbs)}"})
    return Response(HistorySerializer(verbs[move]()).data, status=status.HTTP_201_CREATED)


def events_of(events: Any) -> Response:
    return Response(HistorySerializer(events.order_by("seq"), many=True).data)


def page_of(view: APIView, request: ApiRequest, found: Any, serializer: type[Any]) -> Response:
    pages = KeysetPagination()
    rows: Any = pages.paginate_queryset(found, request, view=view)
    return pages.get_paginated_response(serializer(rows, many=True).data)


def at_stage(found: Any, request: ApiRequest) -> Any:
    stage = request.query_params.get("stage")
    return found.filter(stage=stage) if stage else found


def valid(serializer: type[serializers.Serializer[Any]], request: ApiRequest) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def membership_of(request: ApiRequest) -> Membership:
    return cast("Membership", request.auth)


def act_of(request: ApiRequest) -> Act:
    return Act.now(membership_of(request), clock.now())


def find_request(request: ApiRequest, ref: str) -> Request:
    return get_object_or_404(Request.objects.visible_to(membership_of(request)).with_labels(), ref=ref)


def find_allocation(request: ApiRequest, public_id: str) -> Allocation:
    found = Allocation.objects.visible_to(membership_of(request)).with_labels()
    return get_object_or_404(found, public_id=public_id)


def find_handover(request: ApiRequest, public_id: str) -> Handover:
    return get_object_or_404(
        Handover.objects.visible_to(membership_of(request)).with_labels(), public_id=public_id
    )
