"""How a page answers once it asked a verb: what was done is said, a refusal is told where it happened; a file is sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.decorators import StaffRequest, act_of
from reuse.accounts.models import Organisation, StoredFile
from reuse.core.refusals import NotPermitted, Refusal


@dataclass(frozen=True, slots=True)
class refusals_shown:  # noqa: N801 - read as a verb, like `suppress`
    """A refusal becomes an error of the form, or a message of the page; what it stopped has left nothing behind."""

    request: HttpRequest
    form: forms.BaseForm | None = None
    field: str | None = None

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, refusal: BaseException | None, _trace: object) -> bool:
        if not isinstance(refusal, Refusal):
            return False
        if self.form is not None:
            self.form.add_error(self.field, refusal.message)
        else:
            messages.error(self.request, refusal.message)
        return True


def carry_out(
    request: StaffRequest, verb: Callable[[Act], object], *, done: str, then: HttpResponse
) -> HttpResponse:
    """Ask the verb once, say what became of it, and go on to the same page either way."""
    with refusals_shown(request):
        verb(act_of(request))
        messages.success(request, done)
    return then


@contextmanager
def opening() -> Iterator[None]:
    """Who may not open a file is forbidden to; what is no longer kept is not found."""
    try:
        yield
    except NotPermitted as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except FileNotFoundError as gone:
        raise Http404 from gone


def kept_file(
    request: StaffRequest,
    file: StoredFile,
    *,
    purpose: str,
    holder: Organisation | None = None,
    as_attachment: bool = True,
) -> FileResponse:
    """The file itself; the opening is recorded."""
    with opening():
        content = files.open_original(file, act=act_of(request), purpose=purpose, holder=holder)
    return FileResponse(
        content, as_attachment=as_attachment, filename=file.name, content_type=file.media_type
    )
