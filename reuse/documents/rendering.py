"""Which function draws which kind: the apps above register theirs by importing their `documents` module when ready."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from reuse.documents import kit, pdf
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

Renderer = Callable[[Any], kit.Content]
_R = TypeVar("_R", bound=Renderer)
RENDERERS: dict[Kind, Renderer] = {}


class NoRenderer(LookupError):
    """No app has registered a renderer for this kind."""


def renders(kind: Kind) -> Callable[[_R], _R]:
    """Register the decorated function, from facts to content, for a kind."""

    def register(renderer: _R) -> _R:
        RENDERERS[kind] = renderer
        return renderer

    return register


def draw(document: Document, facts: Mapping[str, Any] | None = None) -> bytes:
    """The document as PDF. The same facts give the same bytes. `facts`: with what is kept apart from the document."""
    if document.kind not in RENDERERS:
        raise NoRenderer(document.kind)
    with translation.override(document.language), timezone.override(document.time_zone):
        return pdf.compose(RENDERERS[Kind(document.kind)](facts or document.facts), _frame(document))


def _frame(document: Document) -> pdf.Frame:
    return pdf.Frame(
        issuer=document.issuer.name,
        kind=str(Kind(document.kind).label),
        number=document.number,
        check_code=document.shown_check_code,
        issued_at=document.issued_at,
        language=document.language,
        facts_sha256=document.facts_sha256,
        verification_url=settings.PUBLIC_URL
        + reverse("documents:verify-paper", args=[document.number, document.check_code]),
    )
