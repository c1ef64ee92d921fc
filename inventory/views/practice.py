"""The exercise: receive, move, refusal and undo with practice labels, in the session alone."""

import io
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

import labels
from inventory import codes, queries
from inventory.forms import PracticeForm
from inventory.states import UNDO, Move
from inventory.views.practice_words import LESSONS, Told, learnt_last
from inventory.workflow import practice
from labels import svg
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission

_SESSION = "practice"
_ON_SCREEN = 3  # labels
_ON_PAPER = 21  # one sheet
_JAM = "3017620422003"  # a code that is none of ours


@dataclass(frozen=True, slots=True)
class OnScreen:
    """A bar code to scan from the screen, or to press."""

    text: str
    title: str

    @property
    def symbol(self) -> SafeString:
        drawing = svg.code128_svg(self.text, module=1.5, height=56, label=self.title)
        return mark_safe(drawing)  # noqa: S308  our own drawing, its texts escaped


@requires(Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK)
def exercise(request: StaffRequest) -> HttpResponse:
    """GET: the exercise as it stands; the address keeps the action. POST: one gesture."""
    state = practice.load(request.session.get(_SESSION))
    move = request.GET.get("move", "")
    chosen = Move(move) if move in practice.MOVES else Move.RECEIVE
    if request.method == "POST":
        form = PracticeForm(request.POST)
        if form.is_valid():
            chosen, state = _after(state, chosen, form)
            request.session[_SESSION] = state.dumped()
        return redirect(f"{reverse('inventory:practice')}?move={chosen}")
    return render(request, "inventory/practice.html", _context(state, chosen))


def _after(state: practice.Exercise, move: Move, form: PracticeForm) -> tuple[Move, practice.Exercise]:
    """The action in force and the exercise after this gesture; command bar codes order here as on the real page."""
    text, deed = form.cleaned_data["text"], form.cleaned_data["do"]
    command = queries.command_in(text) if deed == "scan" else None
    if command and command.action in practice.MOVES:
        return Move(command.action), state
    if deed == "undo" or (command and command.action == UNDO):
        return move, practice.undo(state)
    if deed == "prove":
        return move, practice.prove(state)
    if deed == "restart":
        return Move.RECEIVE, practice.begin()
    return move, practice.scan(state, text=text, move=move) if text.strip() else state


def _context(state: practice.Exercise, move: Move) -> dict[str, Any]:
    ours = [OnScreen(code, codes.shown(code)) for code in map(codes.practice_code, range(1, _ON_SCREEN + 1))]
    return {
        "move": move,
        "moves": practice.MOVES,
        "lessons": [
            (LESSONS[lesson.name], at < state.passed, at == state.passed)
            for at, lesson in enumerate(practice.LESSONS)
        ],
        "lesson": LESSONS[state.lesson.name] if state.lesson else None,
        "learnt": learnt_last(state),
        "told": Told(state.latest, state) if state.latest else None,
        "gestures": [Told(one, state) for one in state.gestures],
        "labels": [*ours, OnScreen(_JAM, _("A pot of jam"))],
        "can_prove": bool(state.lesson and state.lesson.name == "proof"),
    }


@requires(Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK)
def practice_labels(request: StaffRequest) -> HttpResponse:
    """A sheet of practice labels as PDF."""
    sheet = labels.find("L7160")
    paper = (
        labels.Label(code, codes.address(code, settings.PUBLIC_URL), lines=(_("EXERCISE"), _("not in stock")))
        for code in map(codes.practice_code, range(1, _ON_PAPER + 1))
    )
    content = io.BytesIO()
    labels.write_pdf(paper, format=sheet, to=content)
    answer = HttpResponse(content.getvalue(), content_type="application/pdf")
    name = _("practice-labels")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
