"""The one address of the floor: POST `{"code", "stage"}`."""

import json
from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

from benchmarks.floor.models import Device, Event


@transaction.atomic
def scan(request: HttpRequest) -> JsonResponse:
    """Move a device: SELECT FOR UPDATE, UPDATE, INSERT."""
    body, now = json.loads(request.body), datetime.now(UTC)
    device = Device.objects.select_for_update().get(code=body["code"])
    from_stage, device.stage, device.stage_since = device.stage, body["stage"], now
    device.save(update_fields=["stage", "stage_since"])
    Event.objects.create(device=device, from_stage=from_stage, to_stage=device.stage, at=now)
    return JsonResponse({"result": "done", "device": device.code, "stage": device.stage})


urlpatterns = [path("scan/", scan)]
