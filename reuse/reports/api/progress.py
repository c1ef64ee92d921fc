"""Progress of a target over HTTP: what is reached, what is to come, what blocks."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.reports import queries
from reuse.reports.api.edge import day_of, membership_of
from reuse.reports.models import Forecast, Target
from reuse.reports.queries import foreseen, openly
from reuse.reports.queries.families import coverage
from reuse.reports.queries.journal import journal
from reuse.reports.queries.obstacles import Obstacle
from reuse.reports.workflow import forecasts


class ProgressSerializer(serializers.Serializer[queries.Progress]):
    """Progress of a target on a day. `days`: the total by the end of each day on which it changed."""

    target = serializers.UUIDField(source="target.public_id")
    as_of = serializers.DateField()
    achieved = serializers.IntegerField()
    quantity = serializers.IntegerField(source="target.quantity")
    step = serializers.IntegerField(
        help_text="1: numbers are exact. 5: donors and partners read what is handed over in a place, or of some types "
        "alone, in steps of five, the last one reached"
    )
    regular = serializers.IntegerField(help_text="where an even pace would stand on that day")
    in_chain = serializers.IntegerField(help_text="devices received, not handed over yet")
    days = serializers.SerializerMethodField()
    blockers = serializers.SerializerMethodField()
    milestones = serializers.SerializerMethodField(
        help_text="with what was reached on the day; null before it"
    )
    elsewhere = serializers.IntegerField(
        help_text="devices that fit and count for another exclusive target; to donors and partners, the last step of five"
    )
    declared = serializers.SerializerMethodField(
        help_text="what workshops declare of the time before, and partners without Reuse of their own, by whom and on "
        "which day; never part of achieved; quantity is null for one to four, to donors and partners"
    )
    coverage = serializers.SerializerMethodField(help_text="its parts against the whole; null without parts")
    forecast = serializers.SerializerMethodField(
        help_text="where it will end by its last day: low, middle, high (null with why_not), four times out of five; "
        "the trials on past months, three months ahead, with their errors; what blocks; null before the first night"
    )
    versions = serializers.SerializerMethodField(help_text="what it said before, the latest first")

    def get_milestones(self, progress: queries.Progress) -> list[dict[str, Any]]:
        return [
            {"on": one.on, "quantity": one.quantity, "words": one.words, "reached": one.reached}
            for one in progress.steps
        ]

    def get_declared(self, progress: queries.Progress) -> list[dict[str, Any]]:
        return [
            {
                "by": one.by,
                "is_partner": one.is_partner,
                "since": one.since,
                "until": one.until,
                "on": one.on,
                "quantity": one.quantity if one.step == 1 else None,
                "undated": one.undated,
                "source": one.source,
            }
            for one in progress.declared
        ]

    def get_coverage(self, progress: queries.Progress) -> dict[str, Any] | None:
        found = coverage(progress.target, as_of=progress.as_of)
        if not self.context["reads_all"]:
            found = openly.parts_for_anyone(found)
        if found is None:
            return None
        return {
            "promised": found.promised,
            "missing": found.missing,
            "partly": found.partly,
            "parts": [
                {"target": one.target.public_id, "achieved": one.achieved, "quantity": one.target.quantity}
                for one in found.parts
            ],
            "overlaps": [
                {
                    "targets": [one.one.public_id, one.other.public_id],
                    "quantity": one.quantity,
                    "counted_twice": one.counted_twice,
                }
                for one in found.overlaps
            ],
        }

    def get_forecast(self, progress: queries.Progress) -> dict[str, Any] | None:
        row = foreseen.latest(progress.target, progress.as_of)
        if row is None:
            return None
        errors = foreseen.errors_of(row)
        tests, ends = foreseen.tests_of(row), foreseen.range_of(row)
        if progress.is_stepped:
            tests = [openly.trial_in_steps(one) for one in tests]
            ends = ends and openly.range_in_steps(ends)
        return {
            **{name: getattr(row, name) for name in ("as_of", "method", "why_not", "widening")},
            **{name: ends and getattr(ends, name) for name in ("low", "middle", "high")},
            "pace_needed": _pace(progress, row),
            "tests": [{"on": one.on, **asdict(one.tested.range), "came": one.tested.came} for one in tests],
            "errors": errors
            and {name: round(one, 2) for name, one in asdict(errors).items()},  # no sums in them
            "obstacles": [
                {name: value for name, value in one.told().items() if name != "places"}
                for one in self._obstacles(row)
            ],
        }

    def _obstacles(self, row: Forecast) -> list[Obstacle]:
        found = foreseen.obstacles_of(row)
        return found if self.context["reads_all"] else [openly.obstacle_in_steps(one) for one in found]

    def get_versions(self, progress: queries.Progress) -> list[dict[str, Any]]:
        return [
            {
                "number": one.number,
                "at": one.at,
                "reason": one.reason,
                "changes": {change.field: [change.before, change.after] for change in one.changes},
            }
            for one in journal(progress.target)
        ]

    def get_days(self, progress: queries.Progress) -> list[dict[str, Any]]:
        return [{"on": day.on, "total": day.total} for day in progress.days]

    def get_blockers(self, progress: queries.Progress) -> list[dict[str, Any]]:
        return [
            {"stage": str(one.stage), "count": one.count, "mean_days": one.mean_days}
            for one in progress.blockers
        ]


def _pace(progress: queries.Progress, row: Forecast) -> int:
    """How many a month it takes; from what is told, where the exact one would tell more."""
    if not progress.is_stepped:
        return row.pace_needed
    days = max((progress.target.until - progress.as_of).days, 0)
    return forecasts.pace_needed(progress.target.quantity - progress.achieved, days)


class ProgressView(APIView):
    """How far a target is, today or on `as_of`."""

    permission_by_method = {"GET": Permission.REPORT_VIEW}

    @extend_schema(
        operation_id="reports_progress_retrieve",
        parameters=[OpenApiParameter("target", str, required=True), OpenApiParameter("as_of", date)],
        responses=ProgressSerializer,
    )
    def get(self, request: Request) -> Response:
        wanted = serializers.UUIDField().run_validation(request.query_params.get("target"))
        target = get_object_or_404(Target, public_id=wanted)
        today = clock.local_date(clock.now(), clock.HOME_ZONE)
        as_of = target.followed_until(day_of(request, "as_of") or today)
        reads_all = openly.reads_all(membership_of(request))
        shown = queries.progress(target, as_of=as_of)
        return Response(
            ProgressSerializer(
                shown if reads_all else openly.for_anyone(shown), context={"reads_all": reads_all}
            ).data
        )
