"""The network's figures over HTTP."""

from collections import Counter
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
from reuse.reports.queries import published

LONGEST_PERIOD = timedelta(days=3700)


class FiguresSerializer(serializers.Serializer[queries.Figures]):
    """Devices counted in a period, for one slice; days on average. Who sees one organisation alone reads null for what
    is not published, and as `key` several codes with `+` between them where they are told together."""

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
    """The network's counts between two days, whole or sliced.

    Who sees one organisation alone reads what open data publishes, added up: whole quarters, by type, department or
    region. So neither an answer nor the difference of two tells more than the files anyone may download.
    """

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
        sees_one = membership_of(request).description.reach == Reach.ORGANISATION
        slices = published.SLICES if sees_one else tuple(queries.SLICES)
        by = request.query_params.get("by", "")
        if by and by not in slices:
            raise ValidationError({"by": _("Choose one of: %(slices)s.") % {"slices": ", ".join(slices)}})
        rows: Any = _published(since, until, by) if sees_one else queries.figures(since, until, by=by)
        return Response(FiguresSerializer(rows, many=True).data)


def _published(since: date, until: date, by: str) -> list[dict[str, Any]]:
    """As rows of figures: null where nothing is published."""
    try:
        found = published.published(since, until, by=by)
    except published.NotWholeQuarters:
        raise ValidationError(
            {"from": _("Your role reads whole quarters: from the first day of one to the last day of one.")}
        ) from None
    if not by:
        found.setdefault("", Counter())
    names = FiguresSerializer().fields.keys() - {"key"}
    return [
        {"key": key, **{name: counts.get(name) for name in names}} for key, counts in sorted(found.items())
    ]
