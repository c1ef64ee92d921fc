"""Downloading a document, for those it is addressed to; verifying one, for anyone who holds it."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from reuse.accounts.answers import opening
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.documents import workflow
from reuse.documents.forms import FileForm, NumberForm
from reuse.documents.kinds import MAY_OPEN
from reuse.documents.models import Document

TRIES, SECONDS = 20, 600  # of verification, per address


@require_safe
@requires(*MAY_OPEN)  # the verb asks for the kind's own
def download(request: StaffRequest, public_id: UUID) -> HttpResponse:
    document = get_object_or_404(Document, public_id=public_id)
    with opening():
        content = workflow.open_document(document, act=act_of(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{document.file_name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, number: str = "", check_code: str = "") -> HttpResponse:
    """Open to anyone. Answers by POST only, so that looking at a link tells nothing and is not counted."""
    by_number = NumberForm(initial={"number": number.upper(), "check_code": check_code.upper()})
    by_file = FileForm()
    answer: dict[str, object] = {}
    if request.method == "POST":
        if _is_too_often(request):
            return render(request, "429.html", status=429)
        if request.FILES or request.POST.get("by") == "file":
            by_file = FileForm(request.POST, request.FILES)
        else:
            by_number = NumberForm(request.POST)
        asked = by_file if by_file.is_bound else by_number
        if asked.is_valid():
            answer = {"answered": True, "verdict": asked.verdict()}
    return render(request, "documents/verify.html", {"by_number": by_number, "by_file": by_file, **answer})


def _is_too_often(request: HttpRequest) -> bool:
    key = f"documents:verify:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, timeout=SECONDS)
    try:
        return cache.incr(key) > TRIES
    except ValueError:  # it expired between the two lines
        return False
