"""Reports of a period over HTTP, as they were issued."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reuse.accounts.roles import Permission
from reuse.reports.api.edge import membership_of
from reuse.reports.models import PeriodReport
from reuse.reports.queries import period


class PeriodReportSerializer(serializers.ModelSerializer[PeriodReport]):
    """A report of a period. `facts`: all it says, as it was issued; `last_event`: the last event it took in."""

    public_id = serializers.UUIDField(source="document.public_id")
    number = serializers.CharField(source="document.number")
    issued_at = serializers.DateTimeField(source="document.issued_at")
    voided_at = serializers.DateTimeField(source="document.voided_at", allow_null=True)
    site = serializers.SlugRelatedField[Any](slug_field="public_id", read_only=True)
    facts = serializers.JSONField(source="document.facts")

    class Meta:
        model = PeriodReport
        fields = (
            "public_id",
            "number",
            "issued_at",
            "voided_at",
            "site",
            "since",
            "until",
            "last_event",
            "facts",
        )


class ReportsView(APIView):
    """The latest reports of a period that the token's role reads, a hundred at most."""

    permission_by_method = {"GET": Permission.REPORT_VIEW}

    @extend_schema(operation_id="reports_issued_list", responses=PeriodReportSerializer(many=True))
    def get(self, request: Request) -> Response:
        found = period.visible_to(membership_of(request))[:100]
        return Response(PeriodReportSerializer(found, many=True).data)
