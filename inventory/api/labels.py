"""Labels over HTTP."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import labels
from inventory import codes, queries, workflow
from inventory.api.edge import membership_of, object_of
from inventory.models import Device, Line, Output, Printer, PrintReason, Symbols
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock


class LabelsSerializer(serializers.Serializer[Any]):
    """Whose labels, on which paper. `template`: the lines beside the code; `printer`: its public identifier."""

    devices = serializers.ListField(child=serializers.CharField())
    format = serializers.CharField(default=labels.DEFAULT.name)
    printer = serializers.UUIDField(required=False, allow_null=True)
    symbols = serializers.ChoiceField(choices=Symbols.values, default=Symbols.AUTO.value)
    output = serializers.ChoiceField(choices=Output.values, default=Output.PDF.value)
    start_at = serializers.IntegerField(default=1, min_value=1)
    skip = serializers.ListField(child=serializers.IntegerField(min_value=1), default=list)
    copies = serializers.IntegerField(default=1, min_value=1, max_value=workflow.MOST_COPIES)
    cut_marks = serializers.BooleanField(default=False)
    template = serializers.ListField(
        child=serializers.ChoiceField(choices=Line.values),
        default=[str(line) for line in queries.USUAL_LINES],
    )
    reason = serializers.ChoiceField(choices=PrintReason.values, default=PrintReason.FIRST.value)


class LabelJobSerializer(serializers.Serializer[Any]):
    """The job that draws them: see `jobs/{id}/`."""

    job = serializers.UUIDField()


class LabelsView(APIView):
    """Ask for labels: `{"devices": [codes], "format": "L7160", "start_at": 1}`; answers the job.

    A label printed before needs a `reason` to be printed again.
    """

    permission_by_method = {"POST": Permission.LABEL_PRINT}

    @extend_schema(
        operation_id="labels_create", request=LabelsSerializer, responses={202: LabelJobSerializer}
    )
    def post(self, request: Request) -> Response:
        body = {name: value for name, value in object_of(request.data).items() if value is not None}
        read = LabelsSerializer(data=body)
        read.is_valid(raise_exception=True)
        wanted, membership = read.validated_data, membership_of(request)
        named = [codes.parse(code) or "" for code in wanted["devices"]]
        found = Device.objects.visible_to(membership).in_bulk(named, field_name="code")
        paper = workflow.Paper(
            printer=_printer(wanted.get("printer"), membership),
            lines=wanted["template"],
            **{name: wanted[name] for name in _PLAIN},
        )
        job = workflow.print_labels(
            devices=[found[code] for code in named if code in found],
            paper=paper,
            act=Act.now(membership, clock.now()),
        )
        return Response({"job": str(job.public_id)}, status=status.HTTP_202_ACCEPTED)


_PLAIN = ("format", "start_at", "skip", "copies", "symbols", "output", "cut_marks", "reason")


def _printer(wanted: Any, membership: Membership) -> Printer | None:
    if wanted is None:
        return None
    found = Printer.objects.visible_to(membership).filter(public_id=wanted).first()
    if found is None:
        raise ValidationError({"printer": _("There is no such printer.")})
    return found
