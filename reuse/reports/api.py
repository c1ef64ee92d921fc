"""Targets, progress and figures over HTTP."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Organisation
from reuse.accounts.roles import Permission, Reach
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.reports import queries, workflow
from reuse.reports.codes import AreaKind
from reuse.reports.models import PeriodReport, Target
from reuse.reports.queries import foreseen, period, suppression
from reuse.reports.queries.families import coverage
from reuse.reports.queries.journal import journal

LONGEST_PERIOD = timedelta(days=3700)


class AreaSerializer(serializers.Serializer[dict[str, str]]):
    """A territory: `france`, a region by its name, a department, the SIREN of an EPCI, a commune of INSEE, a site's
    identifier; of kind `qpv`: `all`, `all-38`, or the code of one district."""

    kind = serializers.ChoiceField(choices=AreaKind.choices)
    code = serializers.CharField(max_length=40)


class MilestoneSerializer(serializers.Serializer[dict[str, Any]]):
    """A quantity to reach by a day on the way."""

    on = serializers.DateField()
    quantity = serializers.IntegerField(min_value=1)
    words = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)

    def to_internal_value(self, data: Any) -> Any:
        kept = super().to_internal_value(data)
        return {**kept, "on": kept["on"].isoformat()}


class TargetSerializer(serializers.ModelSerializer[Target]):
    """A target. `name` and `programme` are maps of languages; no type means every type, no area everywhere."""

    name = serializers.DictField(child=serializers.CharField(max_length=120), allow_empty=False)
    programme = serializers.DictField(child=serializers.CharField(max_length=120), required=False)
    areas = AreaSerializer(many=True, required=False)
    milestones = MilestoneSerializer(many=True, required=False)
    types = serializers.SlugRelatedField[Any](
        slug_field="code", many=True, queryset=DeviceType.objects.all(), required=False
    )
    part_of = serializers.SlugRelatedField[Any](
        source="parent",
        slug_field="public_id",
        queryset=Target.objects.all(),
        required=False,
        allow_null=True,
        help_text="the target it is part of",
    )
    funder = serializers.SlugRelatedField[Any](
        slug_field="public_id",
        queryset=Organisation.objects.filter(is_funder=True),
        required=False,
        allow_null=True,
    )

    class Meta:
        model = Target
        fields: tuple[str, ...] = (
            *(
                "public_id",
                "name",
                "programme",
                "funder",
                "source",
                "source_url",
                "source_on",
                "counts",
                "unit",
            ),
            *("types", "areas", "since", "until", "quantity", "milestones", "returns_within_days"),
            *("is_exclusive", "part_of", "version", "ended_at"),
        )
        read_only_fields: tuple[str, ...] = ("public_id", "version", "ended_at")
        extra_kwargs = {"quantity": {"min_value": 1}}


class TargetChangeSerializer(TargetSerializer):
    """What changes, and why. Whether a target is exclusive never does."""

    reason = serializers.CharField(max_length=240, write_only=True, required=True)

    class Meta(TargetSerializer.Meta):
        fields = (*TargetSerializer.Meta.fields, "reason")
        read_only_fields = (*TargetSerializer.Meta.read_only_fields, "is_exclusive")


class ProgressSerializer(serializers.Serializer[queries.Progress]):
    """Progress of a target on a day. `days`: the total by the end of each day on which it changed."""

    target = serializers.UUIDField(source="target.public_id")
    as_of = serializers.DateField()
    achieved = serializers.IntegerField()
    quantity = serializers.IntegerField(source="target.quantity")
    regular = serializers.IntegerField(help_text="where an even pace would stand on that day")
    in_chain = serializers.IntegerField(help_text="devices received, not handed over yet")
    days = serializers.SerializerMethodField()
    blockers = serializers.SerializerMethodField()
    milestones = serializers.SerializerMethodField(
        help_text="with what was reached on the day; null before it"
    )
    elsewhere = serializers.IntegerField(help_text="devices that fit and count for another exclusive target")
    declared = serializers.SerializerMethodField(
        help_text="what workshops declare of the time before, and partners without Reuse of their own, by whom and on "
        "which day; never part of achieved"
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
                "quantity": one.quantity,
                "undated": one.undated,
                "source": one.source,
            }
            for one in progress.declared
        ]

    def get_coverage(self, progress: queries.Progress) -> dict[str, Any] | None:
        found = coverage(progress.target, as_of=progress.as_of)
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
        plain = ("as_of", "method", "why_not", "low", "middle", "high", "pace_needed", "widening", "tests")
        return {
            **{name: getattr(row, name) for name in plain},
            "errors": errors and asdict(errors),
            "obstacles": [
                {name: value for name, value in told.items() if name != "places"} for told in row.obstacles
            ],
        }

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
        found = period.visible_to(cast("Membership", request.auth))[:100]
        return Response(PeriodReportSerializer(found, many=True).data)


class TargetsView(APIView):
    """The targets that are followed; POST sets one."""

    permission_by_method = {"GET": Permission.REPORT_VIEW, "POST": Permission.TARGET_SET}

    @extend_schema(operation_id="targets_list", responses=TargetSerializer(many=True))
    def get(self, _request: Request) -> Response:
        return Response(TargetSerializer(queries.targets(), many=True).data)

    @extend_schema(operation_id="targets_create", request=TargetSerializer, responses={201: TargetSerializer})
    def post(self, request: Request) -> Response:
        wanted = TargetSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        facts = dict(wanted.validated_data)
        act = Act.now(cast("Membership", request.auth), clock.now())
        target = workflow.set_target(act=act, types=list(facts.pop("types", [])), **facts)
        return Response(TargetSerializer(target).data, status=status.HTTP_201_CREATED)


class TargetView(APIView):
    """One target, ended ones too; PATCH says it otherwise, with the reason."""

    permission_by_method = {"GET": Permission.REPORT_VIEW, "PATCH": Permission.TARGET_SET}

    @extend_schema(operation_id="targets_retrieve", responses=TargetSerializer)
    def get(self, _request: Request, public_id: UUID) -> Response:
        return Response(TargetSerializer(get_object_or_404(Target, public_id=public_id)).data)

    @extend_schema(
        operation_id="targets_partial_update", request=TargetChangeSerializer, responses=TargetSerializer
    )
    def patch(self, request: Request, public_id: UUID) -> Response:
        target = get_object_or_404(Target, public_id=public_id)
        wanted = TargetChangeSerializer(target, data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        facts = dict(wanted.validated_data)
        act = Act.now(cast("Membership", request.auth), clock.now())
        reason = facts.pop("reason", "")
        changed = workflow.change_target(
            target=target, reason=reason, types=facts.pop("types", None), act=act, **facts
        )
        return Response(TargetSerializer(changed).data)


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
        as_of = _day(request, "as_of") or clock.now().date()
        return Response(ProgressSerializer(queries.progress(target, as_of=as_of)).data)


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
        since, until = _day(request, "from"), _day(request, "to")
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
        reach = cast("Membership", request.auth).description.reach
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


def _day(request: Request, name: str) -> date | None:
    text = request.query_params.get(name)
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise ValidationError({name: _("Give a day such as 2026-11-24.")})
    return day
