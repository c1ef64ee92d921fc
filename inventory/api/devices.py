"""Devices and their events over HTTP."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import queries
from inventory.api.edge import device_of, membership_of, object_of, uuid_of
from inventory.api.scans import ScanResultSerializer, ScanSerializer, carry_out, result_of
from inventory.models import Device, DeviceEvent, ScanRecord
from reuse.accounts.api import KeysetPagination
from reuse.accounts.roles import Permission
from reuse.core import clock


class DeviceSerializer(serializers.ModelSerializer[Device]):
    """A device as it is now. Sizes: `ram_mb` in MiB, `storage_gb` in GB, `battery_percent` of its design capacity."""

    type = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)
    donation = serializers.SlugRelatedField[Any](slug_field="ref", read_only=True)
    site = serializers.SlugRelatedField[Any](slug_field="public_id", read_only=True)

    class Meta:
        model = Device
        fields = (
            *(
                "code",
                "type",
                "stage",
                "stage_since",
                "donation",
                "site",
                "lane",
                "manufacturer",
                "model",
                "cpu",
            ),
            *("ram_mb", "storage_gb", "screen", "battery_percent", "grade", "received_at"),
        )
        read_only_fields = fields


class DeviceEventSerializer(serializers.ModelSerializer[DeviceEvent]):
    """An event of a device. `at`: when it happened; `recorded_at`: when the server heard of it; `hash`: SHA-256."""

    corrects = serializers.SlugRelatedField[Any](slug_field="seq", read_only=True)

    class Meta:
        model = DeviceEvent
        fields = (
            *("seq", "kind", "move", "from_stage", "to_stage", "at", "on", "recorded_at", "corrects"),
            *("reason_code", "details", "hash"),
        )
        read_only_fields = fields


class LatestMovedFirst(KeysetPagination):
    """Pages of devices in the order of the list: its index serves every page at the same cost."""

    ordering = ("-stage_since", "-id")  # type: ignore[assignment]  # the stubs know one column only


class DeviceListView(APIView):
    """Devices the token may see, latest moved first."""

    permission_by_method = {"GET": Permission.DEVICE_VIEW}

    @extend_schema(
        operation_id="devices_list",
        parameters=[
            OpenApiParameter(name, str) for name in ("stage", "type", "donation", "site", "q", "cursor")
        ],
        responses=DeviceSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        wanted = queries.DeviceFilter(
            stage=request.query_params.get("stage", ""),
            type=request.query_params.get("type", ""),
            donation=request.query_params.get("donation", ""),
            site=uuid_of(request.query_params.get("site", "")),
            text=request.query_params.get("q", ""),
        )
        pages = LatestMovedFirst()
        found = pages.paginate_queryset(queries.devices(membership_of(request), wanted), request, view=self)
        return pages.get_paginated_response(DeviceSerializer(found, many=True).data)


class DeviceView(APIView):
    """One device."""

    permission_by_method = {"GET": Permission.DEVICE_VIEW}

    @extend_schema(operation_id="devices_retrieve", responses=DeviceSerializer)
    def get(self, request: Request, code: str) -> Response:
        return Response(DeviceSerializer(device_of(request, code)).data)


class DeviceEventsView(APIView):
    """A device's events, oldest first; POST adds one, as a scan of this device would."""

    permission_by_method = {"GET": Permission.DEVICE_VIEW, "POST": Permission.DEVICE_VIEW}

    @extend_schema(operation_id="device_events_list", responses=DeviceEventSerializer(many=True))
    def get(self, request: Request, code: str) -> Response:
        events = device_of(request, code).events.select_related("corrects").order_by("seq")
        return Response(DeviceEventSerializer(events, many=True).data)

    @extend_schema(
        operation_id="device_events_create", request=ScanSerializer, responses={201: ScanResultSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        device = device_of(request, code)
        now = clock.now()
        record = carry_out(
            {**object_of(request.data), "text": device.code}, membership_of(request), now, timedelta(0)
        )
        answer = result_of(record)
        if record.result != ScanRecord.Result.REFUSED:
            return Response(answer, status=status.HTTP_201_CREATED)
        body = {"type": "about:blank", "title": answer["message"], "status": 409, **answer}
        return Response(body, status=status.HTTP_409_CONFLICT, content_type="application/problem+json")
