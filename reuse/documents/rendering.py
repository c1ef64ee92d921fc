"""Which function draws which kind: the apps above register theirs by importing their `documents` module when ready."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from reuse.documents import pdf
from reuse.documents.kinds import Kind
from reuse.documents.models import Document

Renderer = Callable[[Any], pdf.Content]
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


def draw(document: Document) -> bytes:
    """The document as PDF. The same facts give the same bytes."""
    if document.kind not in RENDERERS:
        raise NoRenderer(document.kind)
    with translation.override(document.language):
        return pdf.compose(content_of(Kind(document.kind), document.facts), _frame(document))


def content_of(kind: Kind, facts: Mapping[str, Any]) -> pdf.Content:
    """What the kind's renderer makes of the facts, in the active language."""
    return RENDERERS[kind](facts)


def _frame(document: Document) -> pdf.Frame:
    return pdf.Frame(
        issuer=document.issuer.name,
        kind=str(Kind(document.kind).label),
        number=document.number,
        check_code=document.shown_check_code,
        issued_at=document.issued_at,
        time_zone=document.time_zone,
        language=document.language,
        facts_sha256=document.facts_sha256,
        verification_url=settings.PUBLIC_URL + reverse("documents:verify-number", args=[document.number]),
    )
