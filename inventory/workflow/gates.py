"""The gates of the table of moves: what must hold before a device passes. No site can switch them off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from inventory.models import Device, Medium, PalletLine, QualityCheck
from inventory.states import REASONS, RULES, Gate, Move, Stage
from inventory.workflow import chargers
from inventory.workflow.refusals import (
    ChecklistMissing,
    DeviceLocked,
    GoesBack,
    MediumNotSettled,
    PalletFrozen,
    ReasonNeeded,
    SignOffMissing,
    StageSkipped,
    StillWaste,
    StorageNotStated,
)
from reuse.core.refusals import Refusal

# Stages no device may stand at while a medium is open.
MEDIA_GUARDED = frozenset({rule.target for rule in RULES.values() if Gate.MEDIA in rule.gates})


@dataclass(frozen=True, slots=True)
class Passage:
    """A device about to make a move."""

    device: Device
    move: Move
    reason_code: str


def check(device: Device, move: Move, *, reason_code: str = "") -> None:
    """Raise the refusal of the first gate that does not hold, naming the others too. The caller holds the device's lock (moves.lock_all)."""
    passage = Passage(device, move, reason_code)
    if getattr(device, "skips_stage", False):
        raise StageSkipped(
            _("This site skips “%(stage)s” for this type.") % {"stage": Stage(RULES[move].target).label}
        )
    missing = _refusals(passage)
    if missing:
        raise joined(missing)


def lacks(device: Device, move: Move = Move.RELEASE) -> list[Refusal]:
    """Everything that still stands between a device and a move: every gate is tried, none is raised. Reasons apart."""
    return [
        refusal for refusal in _refusals(Passage(device, move, "")) if not isinstance(refusal, ReasonNeeded)
    ]


def _refusals(passage: Passage) -> list[Refusal]:
    found = []
    for gate in RULES[passage.move].gates:
        try:
            GATES[gate](passage)
        except Refusal as refusal:
            found.append(refusal)
    return found


def joined(missing: Sequence[Refusal]) -> Refusal:
    """The first gate's refusal, in the words of all."""
    first = missing[0]
    return type(first)(" ".join(one.message for one in missing), allowed=first.allowed)


def media_refusal(device: Device) -> Refusal | None:
    """Why nothing of what it held before can leave with this device; None if it may pass."""
    if device.goes_back:
        return GoesBack(
            _("It goes back to the same person, whose data it holds. Say first that it does not."),
            allowed=[Move.GIVE_BACK],
        )
    return unsettled(device)


def unsettled(device: Device) -> Refusal | None:
    """Why this device may not pass as long as its media are as they are; None if it may."""
    if not device.type.holds_data:
        return None
    media = list(device.media.all())
    open_media = [medium for medium in media if not medium.is_settled]
    if any(medium.state == Medium.State.FAILED for medium in open_media):
        return MediumNotSettled(
            _("The erasure of a medium failed: remove it, or record its destruction."), allowed=[Move.ERASE]
        )
    if open_media and all(medium.state == Medium.State.ATTESTED for medium in open_media):
        return MediumNotSettled(
            _("The reset waits for the check of another person: %(media)s.") % {"media": _named(open_media)},
            allowed=[Move.ERASE],
        )
    if open_media:
        return MediumNotSettled(
            _(
                "Not proven erased: %(media)s. Attach the erasure report, or record that it was removed or destroyed."
            )
            % {"media": _named(open_media)},
            allowed=[Move.ERASE],
        )
    if not media and device.no_storage_at is None:
        return StorageNotStated(
            _("No storage medium is known. Attach a hardware report, or state that there is none."),
            allowed=[Move.AUDIT, Move.ERASE],
        )
    return None


def check_not_frozen(device: Device) -> None:
    """What lies on a closed pallet stays there as it is; only recycled devices do."""
    if device.stage == Stage.RECYCLED and PalletLine.objects.filter(device=device).exists():
        raise PalletFrozen(
            _("It lies on a closed pallet: nothing on it changes, unless it is reopened first.")
        )


def _named(media: Sequence[Medium]) -> str:
    return ", ".join(map(str, media))


def current_check(device: Device) -> QualityCheck | None:
    """The latest quality control that still counts."""
    return next(
        (
            check
            for check in device.checks.all()
            if check.stage == Stage.QUALITY_CHECK and check.voided_at is None
        ),
        None,
    )


def _media(passage: Passage) -> None:
    refusal = unsettled(passage.device)  # of what goes back to the same person, `moves` asks first
    if refusal:
        raise refusal


def _checklist(passage: Passage) -> None:
    done = current_check(passage.device)
    if done is None or not done.passed:
        raise ChecklistMissing(
            _("The full checklist has not been passed since the last repair."),
            allowed=[Move.REPAIR, Move.SET_UP],
        )


def _locks(passage: Passage) -> None:
    done = current_check(passage.device)
    if passage.device.type.has_locks and not (done and done.locks_clear):
        raise DeviceLocked(
            _("The lock checks (account, manager, BIOS password) are not all clear."), allowed=[Move.REPAIR]
        )


def _sign_off(passage: Passage) -> None:
    done = current_check(passage.device)
    if done is None or done.signed_by_id is None:
        raise SignOffMissing(_("A second person has not signed the quality control yet."))


def _exit_of_waste(passage: Passage) -> None:
    if passage.device.regulatory_status == Device.Status.WASTE:
        raise StillWaste(_("This device is waste in law: record its exit from waste status first."))


def _same_person(passage: Passage) -> None:
    if not passage.device.goes_back:
        raise GoesBack(
            _("Only what was taken back to be repaired for the same person is given back to them.")
        )


def _charger(passage: Passage) -> None:
    refusal = chargers.accessory_refusal(passage.device)
    if refusal:
        raise refusal


def _reason(passage: Passage) -> None:
    if passage.reason_code not in REASONS[passage.move]:
        raise ReasonNeeded(_("Choose a reason."), allowed=list(REASONS[passage.move]))


GATES: Mapping[Gate, Callable[[Passage], None]] = {
    Gate.MEDIA: _media,
    Gate.CHECKLIST: _checklist,
    Gate.LOCKS: _locks,
    Gate.SIGN_OFF: _sign_off,
    Gate.EXIT_OF_WASTE: _exit_of_waste,
    Gate.SAME_PERSON: _same_person,
    Gate.CHARGER: _charger,
    Gate.REASON: _reason,
}
