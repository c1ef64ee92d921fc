"""`commission-sessions/`: when a local commission sat, and what it decided on which request, with its reasons."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from beneficiaries.api.edge import page_of
from beneficiaries.api.serializers import slug
from beneficiaries.models import CommissionLine, CommissionSession
from reuse.accounts.roles import Permission


class CommissionLineSerializer(serializers.ModelSerializer[CommissionLine]):
    """A decision of the session."""

    request = slug("ref")

    class Meta:
        model = CommissionLine
        fields = ("request", "decision", "reason_code", "at")
        read_only_fields = fields


class CommissionSessionSerializer(serializers.ModelSerializer[CommissionSession]):
    """A session. `has_signed_list`: whether the list its members signed is kept."""

    id = serializers.UUIDField(source="public_id")
    commission = serializers.CharField(source="commission.name")
    programme = serializers.CharField(source="commission.programme.code", allow_null=True, default=None)
    has_signed_list = serializers.SerializerMethodField()
    lines = CommissionLineSerializer(many=True)

    class Meta:
        model = CommissionSession
        fields = ("id", "commission", "programme", "on", "has_signed_list", "lines")
        read_only_fields = fields

    def get_has_signed_list(self, session: CommissionSession) -> bool:
        return session.signed_list_id is not None


class CommissionSessionsView(APIView):
    """The sessions of every commission, latest first, for who decides on requests. `since`, `until`: days."""

    permission_by_method = {"GET": Permission.REQUEST_DECIDE}

    @extend_schema(
        operation_id="commission_sessions_list",
        parameters=[OpenApiParameter(name, str) for name in ("since", "until", "cursor")],
        responses=CommissionSessionSerializer(many=True),
    )
    def get(self, request: ApiRequest) -> Response:
        wanted = Days(data=request.query_params.dict())
        wanted.is_valid(raise_exception=True)
        bounds = {
            f"on__{how}": wanted.validated_data[name]
            for name, how in (("since", "gte"), ("until", "lte"))
            if name in wanted.validated_data
        }
        found = CommissionSession.objects.filter(**bounds).select_related("commission__programme")
        return page_of(self, request, found.prefetch_related("lines__request"), CommissionSessionSerializer)


class Days(serializers.Serializer[Any]):
    """From a day to another."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
