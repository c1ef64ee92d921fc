"""Jobs over HTTP: how far one is and what it made."""

from typing import cast
from uuid import UUID

from django.http import FileResponse, Http404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.jobs import queries
from reuse.jobs.models import Job, State

# A permission every role holds: whose jobs one sees is the query's matter.
PERMISSION_BY_METHOD = {"GET": Permission.REPORT_VIEW}


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job as clients see it. `file`: where its result can be downloaded."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=State.choices)
    file = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = (
            "id",
            "kind",
            "state",
            "done",
            "total",
            "result",
            "file",
            "error",
            "created_at",
            "started_at",
            "finished_at",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_file(self, job: Job) -> str | None:
        if job.result_file is None or job.result_file.purged_at:
            return None
        return reverse("api-job-file", args=[job.public_id], request=self.context.get("request"))


class JobView(APIView):
    """`jobs/{id}/`: to be asked again until `state` is done, failed or cancelled."""

    permission_by_method = PERMISSION_BY_METHOD

    @extend_schema(operation_id="jobs_retrieve", responses=JobSerializer)
    def get(self, request: Request, public_id: UUID) -> Response:
        return Response(JobSerializer(_own_job(request, public_id), context={"request": request}).data)


class JobFileView(APIView):
    """`jobs/{id}/file/`: the file the job made."""

    permission_by_method = PERMISSION_BY_METHOD

    @extend_schema(
        operation_id="jobs_file_retrieve",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, public_id: UUID) -> FileResponse:
        file = _own_job(request, public_id).result_file
        if file is None or file.purged_at:
            raise Http404
        content = files.open_original(file, act=Act.now(_acting(request), clock.now()), purpose="job")
        return FileResponse(content, as_attachment=True, filename=file.name, content_type=file.media_type)


def _acting(request: Request) -> Membership:
    return cast("Membership", request.auth)


def _own_job(request: Request, public_id: UUID) -> Job:
    job = queries.job_of(_acting(request), public_id)
    if job is None:
        raise Http404
    return job


# Included by reuse.api.
urlpatterns = [
    path("jobs/<uuid:public_id>/", JobView.as_view(), name="api-job"),
    path("jobs/<uuid:public_id>/file/", JobFileView.as_view(), name="api-job-file"),
]
