"""Open data: a page that explains, and the files, for anyone."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import condition, require_safe

from reuse.core import storage
from reuse.core.models import DeviceType
from reuse.documents.wording import period as words
from reuse.reports.exports import opendata as exports
from reuse.reports.models import OpenFile
from reuse.reports.queries import opendata as queries

DATA = ("figures", "targets")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What is published, what its columns mean, how small numbers are kept from showing, under which licence."""
    files = {one.name: one for one in OpenFile.objects.all()}
    context = {
        "sets": [_described(name, files) for name in DATA] if files else [],
        "package": files.get(exports.PACKAGE),
        "licence": exports.LICENCE,
        "until": queries.last_closed(timezone.localdate()),
        "figures": [(code, words.FIGURES[code]) for code in queries.FIGURES],
        "types": [(one.code, one.plural_name) for one in DeviceType.objects.order_by("code")],
        "least": queries.LEAST,
    }
    return render(request, "reports/open_data.html", context)


def _described(name: str, files: dict[str, OpenFile]) -> dict[str, Any]:
    return {
        "title": exports.TITLES[name],
        "files": [files[found] for found in exports.NAMES if found.startswith(f"{name}.") and found in files],
        "columns": [(code, title, says) for code, title, says, _type, _more in exports.TABLES[name][0]],
    }


def _etag(_request: HttpRequest, name: str) -> str | None:
    sha256 = OpenFile.objects.filter(name=name).values_list("sha256", flat=True).first()
    return f'"{sha256}"' if sha256 else None


def _changed(_request: HttpRequest, name: str) -> datetime | None:
    return OpenFile.objects.filter(name=name).values_list("changed_at", flat=True).first()


@require_safe
@condition(etag_func=_etag, last_modified_func=_changed)
def file(_request: HttpRequest, name: str) -> HttpResponseBase:
    """One file, as the last night made it; any site may fetch it."""
    found = get_object_or_404(OpenFile, name=name)
    try:
        content = storage.open_stored(found.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = FileResponse(
        content, content_type=found.media_type, filename=name, as_attachment=name.endswith(".csv")
    )
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
