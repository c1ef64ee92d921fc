"""Targets over HTTP: the list, one of them, what it says set and changed."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from reuse.accounts.acting import Act
from reuse.accounts.models import Organisation
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.models import DeviceType
from reuse.reports import queries, workflow
from reuse.reports.api.edge import membership_of
from reuse.reports.codes import MOST, AreaKind
from reuse.reports.models import Target

MOST_DAYS = 730  # as the form says


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
        extra_kwargs = {
            "quantity": {"min_value": 1, "max_value": MOST},
            "returns_within_days": {"max_value": MOST_DAYS},
        }


class TargetChangeSerializer(TargetSerializer):
    """What changes, and why. Whether a target is exclusive never does."""

    reason = serializers.CharField(max_length=240, write_only=True, required=True)

    class Meta(TargetSerializer.Meta):
        fields = (*TargetSerializer.Meta.fields, "reason")
        read_only_fields = (*TargetSerializer.Meta.read_only_fields, "is_exclusive")


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
        act = Act.now(membership_of(request), clock.now())
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
        act = Act.now(membership_of(request), clock.now())
        reason = facts.pop("reason", "")
        changed = workflow.change_target(
            target=target, reason=reason, types=facts.pop("types", None), act=act, **facts
        )
        return Response(TargetSerializer(changed).data)
