"""`requests/`: filed, listed, explained, moved."""

from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from beneficiaries import queries, workflow
from beneficiaries.api.edge import (
    LISTED,
    act_of,
    events_of,
    find_request,
    made,
    membership_of,
    page_of,
    valid,
)
from beneficiaries.api.serializers import (
    HistorySerializer,
    MoveSerializer,
    NewRequestSerializer,
    RequestSerializer,
)
from beneficiaries.states import RequestMove
from reuse.accounts.roles import Permission

FILTERS = [OpenApiParameter(name, str) for name in ("q", "stage", "type", "partner", "department", "cursor")]


class RequestsView(APIView):
    """The requests this token may see, newest first; POST files one."""

    permission_by_method = {"GET": Permission.REQUEST_VIEW, "POST": Permission.REQUEST_FILE}

    @extend_schema(operation_id="requests_list", parameters=FILTERS, responses=RequestSerializer(many=True))
    def get(self, request: ApiRequest) -> Response:
        given = {name: request.query_params.get(name, "") for name in ("q", "stage", "department")}
        found = queries.requests_like(membership_of(request), given)
        for name, lookup in (("type", "type__code"), ("partner", "partner__public_id")):
            if value := request.query_params.get(name):
                found = found.filter(**{lookup: value})
        return page_of(self, request, found, RequestSerializer)

    @extend_schema(
        operation_id="requests_create", request=NewRequestSerializer, responses={201: RequestSerializer}
    )
    def post(self, request: ApiRequest) -> Response:
        act = act_of(request)
        given = valid(NewRequestSerializer, request)
        programme = queries.programme_in_force(act.at.date())
        if programme is None:
            raise ValidationError({"programme": "no programme is open"})
        verb = workflow.save_draft if given.pop("draft") else workflow.file_request
        filed = verb(act=act, programme=programme, **given)
        return Response(RequestSerializer(filed).data, status=status.HTTP_201_CREATED)


class RequestView(APIView):
    """One request, with its conditions one by one, and its rank while it waits."""

    permission_by_method = LISTED

    @extend_schema(operation_id="requests_retrieve", responses=RequestSerializer)
    def get(self, request: ApiRequest, ref: str) -> Response:
        known = find_request(request, ref)
        result = queries.eligibility(known)
        place = queries.ranking(on=act_of(request).at.date(), device_type=known.type).find(known)
        conditions = [
            {
                "code": one.code,
                "label": one.label,
                "always_needed": one.is_always_needed,
                "met": one.is_met,
                "seen_on": one.seen_on,
            }
            for one in result.conditions
        ]
        rank = place and {
            "position": place.position,
            "of": place.of,
            "points": place.points,
            "factors": [
                {"code": one.code, "value": one.value, "weight": one.weight, "points": one.points}
                for one in place.factors
            ],
        }
        eligibility = {"met": result.is_met, "sentence": result.sentence, "conditions": conditions}
        return Response({**RequestSerializer(known).data, "eligibility": eligibility, "rank": rank})


class RequestEventsView(APIView):
    """A request's events, oldest first; POST makes a move."""

    permission_by_method = {"GET": Permission.REQUEST_VIEW, "POST": Permission.REQUEST_VIEW}

    @extend_schema(operation_id="request_events_list", responses=HistorySerializer(many=True))
    def get(self, request: ApiRequest, ref: str) -> Response:
        return events_of(find_request(request, ref).events.all())

    @extend_schema(
        operation_id="request_events_create", request=MoveSerializer, responses={201: HistorySerializer}
    )
    def post(self, request: ApiRequest, ref: str) -> Response:
        given = valid(MoveSerializer, request)
        reason = {"reason_code": given["reason_code"], "note": given["note"]}
        subject: dict[str, Any] = {"request": find_request(request, ref), "act": act_of(request)}
        return made(
            given["move"],
            {
                RequestMove.SUBMIT: lambda: workflow.submit(**subject),
                RequestMove.ACCEPT: lambda: workflow.accept(**subject, **reason),
                RequestMove.DECLINE: lambda: workflow.decline(**subject, **reason),
                RequestMove.REVIEW: lambda: workflow.review(**subject, **reason),
                RequestMove.CANCEL: lambda: workflow.cancel(**subject, **reason),
                **{
                    move: partial(workflow.undo_cancel, **subject, move=move)
                    for move in (RequestMove.TAKE_UP, RequestMove.REOPEN, RequestMove.RESTORE)
                },
                RequestMove.PAUSE: lambda: workflow.pause(**subject, **reason),
                RequestMove.RESUME: lambda: workflow.resume(**subject),
            },
        )
