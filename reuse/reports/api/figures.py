"""The network's figures over HTTP."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reuse.accounts.roles import Permission, Reach
from reuse.reports import queries
from reuse.reports.api.edge import day_of, membership_of
from reuse.reports.queries import suppression

LONGEST_PERIOD = timedelta(days=3700)


class FiguresSerializer(serializers.Serializer[queries.Figures]):
    """Devices counted in a period, for one slice; days on average. Who sees one organisation alone reads null for one
    to four devices, and for what a subtraction would tell."""

    key = serializers.CharField()
    announced = serializers.IntegerField(allow_null=True)
    received = serializers.IntegerField(allow_null=True)
    erased = serializers.IntegerField(allow_null=True)
    ready = serializers.IntegerField(allow_null=True)
    handed_over = serializers.IntegerField(allow_null=True)
    nearby = serializers.IntegerField(
        allow_null=True, help_text="Handed over in the department they came from."
    )
    returned = serializers.IntegerField(allow_null=True)
    recycled = serializers.IntegerField(allow_null=True)
    stripped = serializers.IntegerField(allow_null=True)
    diverted = serializers.IntegerField(allow_null=True)
    made_ready = serializers.IntegerField(
        allow_null=True, help_text="Of those received in the period, ready since."
    )
    came_back = serializers.IntegerField(
        allow_null=True, help_text="Of those made ready in the period, returned since."
    )
    served = serializers.IntegerField(allow_null=True, help_text="Handed over to the person of a request.")
    connected = serializers.IntegerField(
        allow_null=True, help_text="Of them, a connection was asked for as well."
    )
    accompanied = serializers.IntegerField(
        allow_null=True, help_text="Of them, help with its use was asked for as well."
    )
    lead_days = serializers.FloatField(allow_null=True, help_text="From reception to hand-over, on average.")
    wait_days = serializers.FloatField(
        allow_null=True, help_text="From the request to the hand-over, on average."
    )


class FiguresView(APIView):
    """The network's counts between two days, whole or sliced."""

    permission_by_method = {"GET": Permission.REPORT_VIEW}

    @extend_schema(
        operation_id="reports_figures_list",
        parameters=[
            OpenApiParameter("from", date, required=True),
            OpenApiParameter("to", date, required=True),
            OpenApiParameter("by", str, enum=sorted(queries.SLICES)),
        ],
        responses=FiguresSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        since, until = day_of(request, "from"), day_of(request, "to")
        if since is None or until is None or not timedelta(0) <= until - since <= LONGEST_PERIOD:
            raise ValidationError(
                {"from": _("Give two days, from and to, in order and less than ten years apart.")}
            )
        by = request.query_params.get("by", "")
        if by and by not in queries.SLICES:
            raise ValidationError(
                {"by": _("Choose one of: %(slices)s.") % {"slices": ", ".join(queries.SLICES)}}
            )
        found = queries.figures(since, until, by=by)
        rows = [FiguresSerializer(one).data for one in found]
        reach = membership_of(request).description.reach
        return Response(_masked(rows) if reach == Reach.ORGANISATION else rows)


_MEANS = {"lead_days": "handed_over", "wait_days": "served"}


def _masked(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Counts too small to be told to a donor or a partner, and what gives them away: they speak of another's devices."""
    for name in FiguresSerializer().fields.keys() - {"key", *_MEANS}:
        for place in suppression.hidden([row[name] for row in rows]):
            rows[place][name] = None
    for name, of in _MEANS.items():
        for row in rows:
            row[name] = None if row[of] is None else row[name]
    return rows
