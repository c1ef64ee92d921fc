"""What the views of the inventory's API share: who asks, which device, and bodies that are no JSON object."""

import uuid
from collections.abc import Mapping
from typing import Any, cast

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from inventory import codes
from inventory.models import Device
from reuse.accounts.models import Membership


def membership_of(request: Request) -> Membership:
    return cast("Membership", request.auth)


def device_of(request: Request, code: str) -> Device:
    visible: QuerySet[Device] = Device.objects.visible_to(membership_of(request)).select_related(
        "type", "site", "donation"
    )
    return get_object_or_404(visible, code=codes.parse(code) or code)


def object_of(body: Any) -> dict[str, Any]:
    if not isinstance(body, Mapping):
        raise ValidationError({"body": _("Send a JSON object.")})
    return dict(body)


def uuid_of(text: str) -> str:
    try:
        return str(uuid.UUID(text)) if text else ""
    except ValueError:
        raise ValidationError({"site": _("This is not an identifier.")}) from None
