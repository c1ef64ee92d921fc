"""Checklists over HTTP: the list that applies to a device now, and the test made with it. The signature is its own call."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import workflow
from inventory.api.edge import device_of, membership_of, object_of
from inventory.models import Checklist, Device, QualityCheck
from inventory.models.quality import ANSWERS
from inventory.states import GRADES
from inventory.workflow.refusals import JustChanged
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import clock


class CheckItemSerializer(serializers.Serializer[Any]):
    """One thing to look at. A lock is answered, never left out; some faults ask for a photo, taken on the page."""

    code = serializers.CharField()
    label = serializers.DictField(  # type: ignore[assignment]  # a field of this name, not the field's own label
        child=serializers.CharField(), help_text='{"fr": …, "en": …}'
    )
    is_lock = serializers.BooleanField()
    needs_photo_on_fault = serializers.BooleanField()


class ChecklistSerializer(serializers.Serializer[Any]):
    """The list in force for a device's type at its stage. `type`: that of the list, `other` where the device's has none."""

    type = serializers.CharField(source="type.code")
    stage = serializers.CharField()
    version = serializers.IntegerField()
    since = serializers.DateField()
    items = CheckItemSerializer(many=True, source="entries")


class TestSerializer(serializers.Serializer[Any]):
    """Every item of the list answered. `version`: the one that was read; another one in force refuses the test."""

    version = serializers.IntegerField(min_value=1)
    results = serializers.DictField(
        child=serializers.ChoiceField(choices=ANSWERS),
        help_text="by item: ok, fault, or none (does not apply)",
    )
    notes = serializers.DictField(
        child=serializers.CharField(allow_blank=True), required=False, help_text="by item"
    )
    grade = serializers.ChoiceField(choices=GRADES, required=False, help_text="the cosmetic grade")


class CheckSerializer(serializers.ModelSerializer[QualityCheck]):
    """A test as it was recorded. One that passed at quality control waits for another person's signature."""

    version = serializers.IntegerField(source="checklist.version")
    device = serializers.CharField(source="device.code")
    stage = serializers.CharField()

    class Meta:
        model = QualityCheck
        fields = ("device", "stage", "version", "results", "notes", "passed", "locks_clear", "tested_at")
        read_only_fields = fields


class DeviceChecklistView(APIView):
    """The checklist of a device at its stage: GET reads the version in force, POST records the test made with it."""

    permission_by_method = {"GET": Permission.DEVICE_VIEW, "POST": Permission.DEVICE_WORK}

    @extend_schema(operation_id="device_checklist_retrieve", responses=ChecklistSerializer)
    def get(self, request: Request, code: str) -> Response:
        checklist = _in_force(device_of(request, code), _act(request))
        return Response(ChecklistSerializer(checklist).data)

    @extend_schema(
        operation_id="device_checklist_fill", request=TestSerializer, responses={201: CheckSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        device, act = device_of(request, code), _act(request)
        asked = TestSerializer(data=object_of(request.data))
        asked.is_valid(raise_exception=True)
        found: Mapping[str, Any] = asked.validated_data
        checklist = _in_force(device, act)
        if checklist.version != found["version"]:
            raise JustChanged(
                _("Version %(version)d of the list is in force: read it again.")
                % {"version": checklist.version}
            )
        made = workflow.fill_checklist(
            device=device,
            checklist=checklist,
            results=found["results"],
            notes=found.get("notes", {}),
            grade=found.get("grade", ""),
            act=act,
        )
        return Response(CheckSerializer(made).data, status=status.HTTP_201_CREATED)


def _act(request: Request) -> Act:
    return Act.now(membership_of(request), clock.now())


def _in_force(device: Device, act: Act) -> Checklist:
    checklist = workflow.checklist_for(device, on=act.on, stage=device.stage)
    if checklist is None:
        raise NotFound(_("There is no list to fill in at this stage."))
    return checklist
