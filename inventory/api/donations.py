"""Donations, their documents and their lists over HTTP."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from donors.models import Donation, DonationLine
from donors.sheets import stored
from inventory import queries, workflow
from inventory.api.edge import membership_of
from inventory.models import Device
from reuse.accounts.acting import Act
from reuse.accounts.api import KeysetPagination
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.documents.models import Document


class DonationLineSerializer(serializers.ModelSerializer[DonationLine]):
    """A quantity announced by hand, in one rough state and of about one age (empty: unknown)."""

    type = serializers.SlugRelatedField[Any](slug_field="code", read_only=True)

    class Meta:
        model = DonationLine
        fields = ("type", "quantity", "condition", "age")
        read_only_fields = fields


class DonationSerializer(serializers.ModelSerializer[Donation]):
    """A donation (a batch) and how far its devices are."""

    donor = serializers.CharField(source="donor.name", read_only=True)
    receiver = serializers.CharField(source="receiver.name", read_only=True)
    site = serializers.SlugRelatedField[Any](slug_field="public_id", read_only=True)
    lines = DonationLineSerializer(many=True, read_only=True)
    funnel = serializers.SerializerMethodField()

    class Meta:
        model = Donation
        fields = (
            "ref",
            "title",
            "stage",
            "stage_since",
            "lane",
            "donor",
            "receiver",
            "site",
            "created_at",
            "lines",
            "funnel",
        )
        read_only_fields = fields

    def get_funnel(self, donation: Donation) -> dict[str, int]:
        """Devices announced, received, erased, ready, handed over, and out of the chain."""
        found = queries.funnel(
            Device.objects.filter(donation=donation), by_hand=queries.waiting_quantities(donation)
        )
        return {name: getattr(found, name) for name in found.__slots__}


class DonationListView(APIView):
    """Donations the token may see, latest first."""

    permission_by_method = {"GET": Permission.DONATION_VIEW}

    @extend_schema(
        operation_id="donations_list",
        parameters=[OpenApiParameter(name, str) for name in ("stage", "cursor")],
        responses=DonationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        found = (
            Donation.objects.visible_to(membership_of(request))
            .select_related("donor", "receiver", "site")
            .prefetch_related("lines__type")
        )
        if stage := request.query_params.get("stage"):
            found = found.filter(stage=stage)
        pages = KeysetPagination()
        page = pages.paginate_queryset(found, request, view=self)
        return pages.get_paginated_response(DonationSerializer(page, many=True).data)


class DonationView(APIView):
    """One donation."""

    permission_by_method = {"GET": Permission.DONATION_VIEW}

    @extend_schema(operation_id="donations_retrieve", responses=DonationSerializer)
    def get(self, request: Request, ref: str) -> Response:
        return Response(DonationSerializer(donation_of(request, ref)).data)


class DonationDocumentsView(APIView):
    """The documents of a donation: kind, number, SHA-256 of their facts, and where to download them."""

    permission_by_method = {"GET": Permission.DONATION_VIEW}

    @extend_schema(
        operation_id="donation_documents_list",
        responses={200: {"type": "array", "items": {"type": "object"}}},
    )
    def get(self, request: Request, ref: str) -> Response:
        donation = donation_of(request, ref)
        return Response([_document(one) for one in donation.documents.order_by("issued_at", "id")])


class DonationImportView(APIView):
    """Import a list into a donation (multipart `file`). Answers what was understood, and the job that imports it.

    Of a long list (`is_unread`) nothing is understood yet: the job reads it, then imports it.
    """

    permission_by_method = {"POST": Permission.DONATION_REGISTER}

    @extend_schema(
        operation_id="donation_import_create",
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
        responses={202: {"type": "object"}},
    )
    def post(self, request: Request, ref: str) -> Response:
        file = request.FILES.get("file")
        if file is None or (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1_000_000
            raise ValidationError({"file": _("Attach a list of at most %(limit)d MB.") % {"limit": limit}})
        act = Act.now(membership_of(request), clock.now())
        donation = donation_of(request, ref)
        sheet = stored.keep_dropped(donation=donation, content=file.read(), name=file.name or "list", act=act)
        job = workflow.start_import(sheet=sheet, act=act) if workflow.may_import(sheet) else None
        answer = {
            **{name: value for name, value in sheet.summary.items() if name != "preview"},
            "sheet_id": str(sheet.public_id),
            "job": str(job.public_id) if job else None,
        }
        return Response(answer, status=status.HTTP_202_ACCEPTED)


def donation_of(request: Request, ref: str) -> Donation:
    visible = Donation.objects.visible_to(membership_of(request)).select_related("donor", "receiver", "site")
    return get_object_or_404(visible, ref=ref)


def _document(document: Document) -> dict[str, Any]:
    return {
        "kind": document.kind,
        "number": document.number,
        "issued_at": document.issued_at,
        "facts_sha256": document.facts_sha256,
        "is_void": document.is_void,
        "url": reverse("documents:document-download", args=[document.public_id]),
    }
