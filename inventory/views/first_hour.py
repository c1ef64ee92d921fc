"""“Set my scanner”: a short series of test codes; what the scanner made of each is named, with its cure."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from inventory import codes
from inventory.forms import ScannerForm
from inventory.views import scanner_words
from inventory.views.scanner_words import Advice
from labels import svg
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission

_SESSION = "scanner"
_HAND = 60  # milliseconds between two keys: a scanner is faster, a person slower
_LABEL = codes.practice_code(codes.PRACTICE_LABELS)


@dataclass(frozen=True, slots=True)
class Test:
    """One code to scan."""

    name: str
    title: str | Promise
    text: str
    help: str | Promise

    @property
    def symbol(self) -> SafeString:
        draw = svg.qr_svg if self.name == "square" else svg.code128_svg
        return mark_safe(draw(self.text, label=str(self.title)))  # noqa: S308  our own drawing, its texts escaped


def tests() -> tuple[Test, ...]:
    """The series, the most telling first."""
    return (
        Test(
            "keyboard",
            _("Keyboard"),
            codes.SCANNER_TEST,
            _(
                "Letters, digits and signs: they tell whether the scanner and this computer agree on the keyboard."
            ),
        ),
        Test(
            "label",
            _("Our label"),
            _LABEL,
            _("A label of ours: nine letters that every keyboard writes alike."),
        ),
        Test(
            "square",
            _("Square code"),
            codes.address(_LABEL, settings.PUBLIC_URL),
            _("If the scanner stays mute, it reads bars only: our labels bear both, all will work."),
        ),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test."""

    test: Test
    typed: str
    end: str
    pace: int | None
    diagnosis: codes.Diagnosis

    @property
    def advice(self) -> list[Advice]:
        return scanner_words.advice_on(self.diagnosis, self.end)

    @property
    def mark(self) -> str:
        return self.advice[0].mark if self.advice else "ok"

    @property
    def is_by_hand(self) -> bool:
        return bool(self.pace and self.pace > _HAND)


@requires(Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK)
def scanner(request: StaffRequest) -> HttpResponse:
    """GET: the next test and what came of the last one, or the verdict. POST: what the scanner typed; session only."""
    series = {test.name: test for test in tests()}
    kept: dict[str, dict[str, Any]] = request.session.get(_SESSION, {})
    asked = series.get(request.GET.get("test", ""))
    if "again" in request.GET:
        request.session.pop(_SESSION, None)
        return redirect("inventory:scanner")
    if request.method == "POST" and asked:
        form = ScannerForm(request.POST)
        if form.is_valid():
            request.session[_SESSION] = {**kept, asked.name: form.cleaned_data}
        return redirect(f"{reverse('inventory:scanner')}?last={asked.name}")
    outcomes = {name: _outcome(test, kept[name]) for name, test in series.items() if name in kept}
    waiting = [test for name, test in series.items() if name not in kept]
    test = asked or (waiting[0] if waiting else None)
    return render(
        request,
        "inventory/scanner.html",
        {
            "series": [(one, outcomes.get(one.name)) for one in series.values()],
            "test": test,
            "outcome": outcomes.get(request.GET.get("last", "")) if test else None,
            "verdict": _verdict(list(outcomes.values())),
        },
    )


def _outcome(test: Test, kept: dict[str, Any]) -> Outcome:
    typed = kept["text"]
    return Outcome(test, typed, kept["end"], kept["pace"], codes.diagnose(test.text, typed))


def _verdict(outcomes: list[Outcome]) -> list[Advice]:
    """All there is to do; a scanner that reads no squares has no fault."""
    heard = [outcome for outcome in outcomes if outcome.test.name != "square" or outcome.typed.strip()]
    return scanner_words.in_order(one for outcome in heard for one in outcome.advice)
