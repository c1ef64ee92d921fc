"""Letters to people: a pair of templates, in the reader's language, left in the outbox by the caller's transaction.

A letter is `<template>.txt` (extends `mail/base.txt`: blocks `subject` and `content`) and `<template>.html` (extends
`mail/base.html`: block `content`, with `mail/_button.html` and `mail/_facts.html` to include). docs/how-to/send-a-letter.md shows one.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from reuse.accounts.models import User
from reuse.core import clock

Attachment = tuple[str, str, bytes]  # name, media type, content

GAP = re.compile(r"\n\s*\n\s*")  # what tags that say nothing leave behind
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)
_carriers: list[Callable[[str, dict[str, Any]], None]] = []


@dataclass(frozen=True, slots=True)
class Address:
    """Somebody who has no account, or none yet."""

    email: str
    name: str = ""
    language: str = settings.LANGUAGE_CODE


def carried_by(post: Callable[[str, dict[str, Any]], None]) -> None:
    """Name the outbox letters are left in. The layer above says it at start-up: this one knows no jobs."""
    _carriers[:] = [post]


@contextmanager
def silent() -> Iterator[None]:
    """Write to nobody: for a past that is made up."""
    before = _is_silent.set(True)
    try:
        yield
    finally:
        _is_silent.reset(before)


def is_silent() -> bool:
    """Whether letters are written to nobody just now."""
    return _is_silent.get()


def send(
    *,
    to: User | Address,
    template: str,
    context: Mapping[str, Any],
    attachments: Sequence[Attachment] = (),
    reply_to: str = "",
    stop_url: str = "",
) -> None:
    """Leave a letter to be sent once the caller's transaction commits; it is rendered now, as the facts stand.

    `stop_url`: of a letter its reader may stop; mail programs then offer to do so in one gesture (RFC 8058).
    """
    if is_silent():
        return
    letter = render(to=to, template=template, context=context)
    payload = {"to": [to.email], **letter, "attachments": [_packed(*one) for one in attachments]}
    headers = {"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    more = {"reply_to": [reply_to] if reply_to else [], "headers": headers if stop_url else {}}
    _carriers[0]("mail", {**payload, **more})


def render(*, to: User | Address, template: str, context: Mapping[str, Any]) -> dict[str, str]:
    """`subject`, `text` and `html` of a letter as this person reads it; the text's first line is the subject."""
    with translation.override(to.language), timezone.override(clock.HOME_ZONE):
        facts = {"name": to.name, "home": address(""), **context}
        first, _rest, text = render_to_string(f"{template}.txt", facts).strip().partition("\n")
        subject = " ".join(first.split())
        html = render_to_string(f"{template}.html", {**facts, "subject": subject})
    return {"subject": subject, "text": GAP.sub("\n\n", text).strip() + "\n", "html": html}


def address(path: str) -> str:
    """The whole address of one of our pages, as a letter needs it."""
    return f"{settings.PUBLIC_URL}{path}"


def _packed(name: str, media_type: str, content: bytes) -> dict[str, str]:
    return {"name": name, "type": media_type, "base64": b64encode(content).decode()}
