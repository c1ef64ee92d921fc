"""Sheets of labels over HTTP."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import codes, workflow
from inventory.api.edge import membership_of, object_of
from inventory.models import Device
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import clock


class LabelsView(APIView):
    """Ask for a sheet of labels: `{"devices": [codes], "format": "L7160", "start_at": 1}`; answers the job."""

    permission_by_method = {"POST": Permission.LABEL_PRINT}

    @extend_schema(
        operation_id="labels_create",
        request={"application/json": {"type": "object"}},
        responses={202: {"type": "object"}},
    )
    def post(self, request: Request) -> Response:
        body = object_of(request.data)
        named, start_at = body.get("devices") or [], body.get("start_at") or 1
        if not isinstance(named, list):
            raise ValidationError({"devices": _("Send a list of codes.")})
        if not isinstance(start_at, int) or start_at < 1:
            raise ValidationError({"start_at": _("Send a whole number from 1.")})
        wanted = [codes.parse(str(code)) or "" for code in named]
        found = Device.objects.visible_to(membership_of(request)).in_bulk(wanted, field_name="code")
        job = workflow.print_labels(
            devices=[found[code] for code in wanted if code in found],
            format_name=str(body.get("format") or "L7160"),
            start_at=start_at,
            donation=None,
            act=Act.now(membership_of(request), clock.now()),
        )
        return Response({"job": str(job.public_id)}, status=status.HTTP_202_ACCEPTED)
