"""How a page answers once it asked a verb: what was done is said, a refusal is told where it happened."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from reuse.accounts.acting import Act
from reuse.accounts.decorators import StaffRequest, act_of
from reuse.core.refusals import Refusal


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
