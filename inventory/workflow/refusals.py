"""What the workshop's rules answer when they say no."""

from reuse.core.refusals import Refusal


class MediumNotSettled(Refusal):
    """A storage medium is not proven erased, removed or destroyed."""

    reason = "medium_not_settled"


class StorageNotStated(Refusal):
    """No medium is known, and nobody has stated that there is none."""

    reason = "storage_not_stated"


class MediumKnown(Refusal):
    """The device already has this medium."""

    reason = "medium_known"


class ChecklistMissing(Refusal):
    """No full checklist passed since the last repair."""

    reason = "checklist_missing"


class DeviceLocked(Refusal):
    """The device may still be locked to an account, a manager or a password."""

    reason = "device_locked"


class SignOffMissing(Refusal):
    """Nobody has signed after the tester."""

    reason = "sign_off_missing"


class SecondPersonNeeded(Refusal):
    """Nobody signs their own work."""

    reason = "second_person_needed"


class ReasonNeeded(Refusal):
    """The move takes a reason."""

    reason = "reason_needed"


class StillWaste(Refusal):
    """What was waste has no exit-of-waste record."""

    reason = "still_waste"


class StageSkipped(Refusal):
    """The site has switched this stage off for this type."""

    reason = "stage_skipped"


class NothingToUndo(Refusal):
    """There is no move of this person to take back."""

    reason = "nothing_to_undo"


class OtherDevice(Refusal):
    """The report speaks of another device."""

    reason = "other_device"


class ParameterMissing(Refusal):
    """The act lacks what it needs: a place, a weight, a grade, a site."""

    reason = "parameter_missing"


class SiteMayNotErase(Refusal):
    """What is not erased goes only to a site that may erase."""

    reason = "site_may_not_erase"


class OnTheWay(Refusal):
    """The device has left with a transfer and is not received yet."""

    reason = "on_the_way"


class OnAnotherTransfer(Refusal):
    """A device is on one transfer at a time."""

    reason = "on_another_transfer"


class NothingInIt(Refusal):
    """The transfer, box or selection holds no device."""

    reason = "nothing_in_it"


class NotSettled(Refusal):
    """Something missing or not yet looked at still waits for a decision."""

    reason = "not_settled"


class JustChanged(Refusal):
    """Somebody changed it at the same moment: look again."""

    reason = "just_changed"


class NotADevice(Refusal):
    """The text names a place, a person or a command, where a device was expected."""

    reason = "not_a_device"


class IdentifierReused(Refusal):
    """A scan identifier came back with another content."""

    reason = "id_reused"


class PlaceNameTaken(Refusal):
    """The site has a place of this name."""

    reason = "place_name_taken"


class PlaceDoesNotFit(Refusal):
    """A room does not go into a box."""

    reason = "place_does_not_fit"


class PlaceInsideItself(Refusal):
    """The place it would go into lies within it."""

    reason = "place_inside_itself"


class PlaceTooDeep(Refusal):
    """Too many places one in another."""

    reason = "place_too_deep"


class PlaceClosed(Refusal):
    """The place is no longer used."""

    reason = "place_closed"


class PlaceNotEmpty(Refusal):
    """Something still lies in the place."""

    reason = "place_not_empty"


class MediumSettled(Refusal):
    """What became of this medium is already recorded."""

    reason = "medium_settled"


class MediumUnaccounted(Refusal):
    """A medium of the batch is neither erased nor destroyed."""

    reason = "medium_unaccounted"


class StepsMissing(Refusal):
    """Not every step of the reset was done, or there are none for this type."""

    reason = "steps_missing"


class ResetNotWaiting(Refusal):
    """No attested reset waits for a second person."""

    reason = "reset_not_waiting"


class AlreadySo(Refusal):
    """There is nothing to change."""

    reason = "already_so"


class BatchClosed(Refusal):
    """Devices of this batch cannot be received."""

    reason = "batch_closed"


class RulesRefused(Refusal):
    """The category rules, or those in force, do not allow this."""

    reason = "rules_refused"


class PalletFrozen(Refusal):
    """The pallet is closed: what lies on it stays as it is."""

    reason = "pallet_frozen"


class PalletChanged(Refusal):
    """Something was put on the pallet, or taken off it, since it was looked at."""

    reason = "pallet_changed"


class PalletNotReady(Refusal):
    """Something on the pallet may not leave yet: a medium is open, a weight unknown, a device not recycled."""

    reason = "pallet_not_ready"


class PalletState(Refusal):
    """The pallet is not at the state this takes."""

    reason = "pallet_state"


class NotWaste(Refusal):
    """The device is no waste in law, so it cannot leave that status; or it is already."""

    reason = "not_waste"


class CriteriaMissing(Refusal):
    """Not every criterion of the exit from waste status was stated."""

    reason = "criteria_missing"


class LockUnanswered(Refusal):
    """A lock check was left out."""

    reason = "lock_unanswered"


class PhotoMissing(Refusal):
    """A fault of this item takes a photo, or there are enough of them."""

    reason = "photo_missing"


class PhotoNotOpen(Refusal):
    """The photo belongs to a finished test."""

    reason = "photo_not_open"


class PinNotProven(Refusal):
    """Nobody has typed the signer's PIN."""

    reason = "pin_not_proven"


class ChecklistFaulty(Refusal):
    """The list cannot be published as it is written."""

    reason = "checklist_faulty"


class PartElsewhere(Refusal):
    """The part is no longer where this gesture takes it from: fitted, scrapped, or at another site."""

    reason = "part_elsewhere"


class AlreadyAwaited(Refusal):
    """The device already waits for this part."""

    reason = "already_awaited"


class StockTooLow(Refusal):
    """Fewer lie in stock than would be taken."""

    reason = "stock_too_low"


class AccessoryMissing(Refusal):
    """What its type needs is neither attached nor, where it is known to fit, in stock at its site."""

    reason = "accessory_missing"


class CodesUnsettled(Refusal):
    """The database may be a copy: nobody has said so, or not."""

    reason = "codes_unsettled"


class CodesUsedUp(Refusal):
    """No number is left."""

    reason = "codes_used_up"


class LabelTaken(Refusal):
    """The blank label is on a device already."""

    reason = "label_taken"


class LabelVoid(Refusal):
    """The blank label was lost or spoiled."""

    reason = "label_void"


class ReferenceFaulty(Refusal):
    """Rows of reference data that cannot be used as they are."""

    reason = "reference_faulty"


class DeviceRefused(Refusal):
    """It was not kept at reception: it waits to go back."""

    reason = "device_refused"


class DifferenceOpen(Refusal):
    """What is missing, or came unannounced, is not explained."""

    reason = "difference_open"


class NothingRefused(Refusal):
    """No device of the batch waits to go back."""

    reason = "nothing_refused"


class GoesBack(Refusal):
    """A device repaired for the person it was handed to goes to nobody else; any other does not go back without a proof."""

    reason = "goes_back"
