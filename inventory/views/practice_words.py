"""What the exercise says: its lessons, and what came of each gesture, in the words of the real scan page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import codes
from inventory.states import Move, Stage
from inventory.workflow import practice
from inventory.workflow.practice import Exercise, Gesture, Kind

Words = str | Promise


@dataclass(frozen=True, slots=True)
class LessonWords:
    """`todo`: what to do now. `learnt`: what the person now knows. `move`: the action to have chosen."""

    title: Words
    todo: Words
    learnt: Words
    move: Move | None = None


LESSONS: Mapping[str, LessonWords] = {
    "receive": LessonWords(
        gettext_lazy("Receive"),
        gettext_lazy("Choose “Receive”, then scan three practice labels, one after the other."),
        gettext_lazy("The action is chosen once; then one scan a device is enough."),
        Move.RECEIVE,
    ),
    "repeat": LessonWords(
        gettext_lazy("Twice the same"),
        gettext_lazy("Scan one of these labels again."),
        gettext_lazy("Scanning twice does no harm: nothing changes, nothing counts twice."),
        Move.RECEIVE,
    ),
    "move": LessonWords(
        gettext_lazy("Move"),
        gettext_lazy("Choose “To erasure”, then scan two of the three devices."),
        gettext_lazy("A device is where its last scan put it."),
        Move.ERASE,
    ),
    "refusal": LessonWords(
        gettext_lazy("A refusal"),
        gettext_lazy("Choose “To cleaning and set-up” and scan a device that is at erasure."),
        gettext_lazy("A refusal says why, and what is allowed. Nothing has changed."),
        Move.SET_UP,
    ),
    "proof": LessonWords(
        gettext_lazy("The proof"),
        gettext_lazy(
            "Attach the practice erasure reports with the button below, then scan the device again."
        ),
        gettext_lazy("With the proof of erasure, the same scan passes."),
        Move.SET_UP,
    ),
    "undo": LessonWords(
        gettext_lazy("Undo"),
        gettext_lazy("Wrong device? Press “Undo the last”."),
        gettext_lazy("The last scan is taken back; the history keeps both."),
    ),
    "unknown": LessonWords(
        gettext_lazy("An unknown code"),
        gettext_lazy("Scan any other bar code: a book, a pot of yoghurt, a real label."),
        gettext_lazy("What is unknown changes nothing; in a real reception, the device can be created."),
    ),
}
_MARKS: Mapping[Kind, str] = {
    Kind.DONE: "ok",
    Kind.UNDONE: "ok",
    Kind.PROVEN: "ok",
    Kind.REPEATED: "same",
    Kind.NOTHING: "same",
    Kind.REFUSED: "no",
    Kind.UNKNOWN: "ask",
    Kind.REAL: "ask",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A gesture for the result panel and the drawer."""

    gesture: Gesture
    exercise: Exercise

    @property
    def mark(self) -> str:
        return _MARKS[self.gesture.kind]

    @property
    def sentence(self) -> str:
        one = self.gesture
        words = {"device": codes.shown(one.code), "stage": _stage(one.stage), "text": one.text[:60]}
        return _SENTENCES[one.kind] % words

    @property
    def message(self) -> str:
        """Why not, or what it means."""
        one = self.gesture
        if one.kind == Kind.REFUSED and one.gate:
            return _(
                "Not proven erased: %(media)s. Attach the erasure report, or record that it was removed or destroyed."
            ) % {"media": _("practice disk")}
        if one.kind == Kind.REFUSED:
            words = {"move": Move(one.move).label, "stage": _stage(one.from_stage)}
            return _("“%(move)s” is not possible: the device is at “%(stage)s”.") % words
        return str(_MEANINGS.get(one.kind, ""))

    @property
    def allowed(self) -> list[Move]:
        is_refused = self.gesture.kind == Kind.REFUSED
        return practice.allowed(self.exercise, self.gesture.code) if is_refused else []


def learnt_last(exercise: Exercise) -> Words:
    """What the lesson that has just been passed taught; empty once the next one is under way."""
    has_just_passed = exercise.passed and not exercise.fresh
    return LESSONS[practice.LESSONS[exercise.passed - 1].name].learnt if has_just_passed else ""


def _stage(code: str) -> str:
    return str(Stage(code).label) if code else ""


_SENTENCES: Mapping[Kind, Words] = {
    Kind.DONE: gettext_lazy("%(device)s moved to “%(stage)s”"),
    Kind.REPEATED: gettext_lazy("%(device)s already scanned"),
    Kind.REFUSED: gettext_lazy("%(device)s refused"),
    Kind.UNDONE: gettext_lazy("%(device)s is at “%(stage)s” again"),
    Kind.UNKNOWN: gettext_lazy("“%(text)s” unknown"),
    Kind.REAL: gettext_lazy("“%(text)s” is a real label"),
    Kind.PROVEN: gettext_lazy("Practice erasure reports attached"),
    Kind.NOTHING: gettext_lazy("Nothing to do"),
}
_MEANINGS: Mapping[Kind, Words] = {
    Kind.REPEATED: gettext_lazy("Nothing changed."),
    Kind.UNKNOWN: gettext_lazy(
        "It is no practice label. In a real reception, you would choose the batch and create it."
    ),
    Kind.REAL: gettext_lazy("The exercise leaves it alone: nothing happened to it."),
    Kind.NOTHING: gettext_lazy("No device of the exercise is concerned."),
}
