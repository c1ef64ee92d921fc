"""Signing quality control over HTTP: the token's person, with their own PIN."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from inventory import workflow
from inventory.api.devices import DeviceEventSerializer
from inventory.api.edge import device_of, membership_of, object_of
from reuse.accounts import workflow as accounts
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import clock


class SignOffSerializer(serializers.Serializer[Any]):
    """The PIN of the token's person: a token alone signs nothing."""

    pin = serializers.CharField(max_length=40, write_only=True)


class SignOffView(APIView):
    """A second person signs the quality control of a device, which becomes ready. The PIN is kept nowhere."""

    permission_by_method = {"POST": Permission.DEVICE_SIGN_OFF}

    @extend_schema(
        operation_id="device_sign_off", request=SignOffSerializer, responses={201: DeviceEventSerializer}
    )
    def post(self, request: Request, code: str) -> Response:
        device = device_of(request, code)
        asked = SignOffSerializer(data=object_of(request.data))
        asked.is_valid(raise_exception=True)
        act = Act.now(membership_of(request), clock.now())
        proof = accounts.prove_pin(user=act.by, pin=asked.validated_data["pin"], now=act.at)
        event = workflow.sign_off(device=device, proof=proof, act=act)
        return Response(DeviceEventSerializer(event).data, status=status.HTTP_201_CREATED)
