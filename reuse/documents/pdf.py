"""The kit our documents are drawn with: facts become paragraphs, tables and signatures on A4."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the content on every page: who issued it, its number, how to verify it."""

    issuer: str
    kind: str
    number: str
    check_code: str
    issued_at: datetime
    time_zone: str
    language: str
    facts_sha256: str
    verification_url: str


@dataclass(frozen=True, slots=True)
class Content:
    """What one document says: its title, the line below it, and its body."""

    title: str
    subtitle: str
    body: Sequence[Flowable]


def compose(content: Content, frame: Frame) -> bytes:
    """The document as PDF; the same content and frame give the same bytes."""
    raise NotImplementedError((content, frame))
