"""What the rules of requests, allocations and hand-overs answer when they say no."""

from reuse.core.refusals import Refusal


class PersonalDataFound(Refusal):
    """A free text holds what points at a person: a number, an address, a name."""

    reason = "personal_data_found"


class AttestationMissing(Refusal):
    """Nobody has said what they saw, or the day lies in the future."""

    reason = "attestation_missing"


class AttestationOutdated(Refusal):
    """The conditions changed since the worker looked: what changed is looked at again."""

    reason = "attestation_outdated"


class AnswerMissing(Refusal):
    """A draft is sent once what the figures rest on is known."""

    reason = "answer_missing"


class TooLate(Refusal):
    """The days in which a cancellation may be undone are over."""

    reason = "too_late"


class FormEntered(Refusal):
    """A paper form is entered once."""

    reason = "form_entered"


class ReasonNeeded(Refusal):
    """The decision takes one of the reasons of its list."""

    reason = "reason_needed"


class NothingFits(Refusal):
    """No ready device meets the need."""

    reason = "nothing_fits"


class DeviceTaken(Refusal):
    """The device is held by another proposal, or is no longer in stock."""

    reason = "device_taken"


class NotOfThisSet(Refusal):
    """What was scanned does not go with this device."""

    reason = "not_of_this_set"


class AppointmentTooFar(Refusal):
    """Nobody is asked to come in another year: the date was mistyped."""

    reason = "appointment_too_far"


class NoSlotLeft(Refusal):
    """The time is taken, or every time of the day."""

    reason = "no_slot_left"


class PlaceClosed(Refusal):
    """Nobody hands over at that place on that day."""

    reason = "place_closed"


class Once(Refusal):
    """What may be done once was done: a device held longer, an appointment moved by the partner."""

    reason = "once"


class OtherDevice(Refusal):
    """The code read is not that of the device allocated."""

    reason = "other_device"


class VoucherSpent(Refusal):
    """The voucher was used, made void, or its last day has passed: each says what to do."""

    reason = "voucher_spent"


class NotForThisVoucher(Refusal):
    """The device does not answer the request, or lies elsewhere."""

    reason = "not_for_this_voucher"


class NotTogether(Refusal):
    """One signature does not stand for devices of several structures or places."""

    reason = "not_together"


class PaymentWrong(Refusal):
    """The parts do not make the price, or a voucher bears no number, or one that was taken before."""

    reason = "payment_wrong"


class PriceAboveCap(Refusal):
    """More is asked than the rule allows."""

    reason = "price_above_cap"


class SignatureMissing(Refusal):
    """Nothing was drawn, or no name was given for a signature on paper."""

    reason = "signature_missing"


class IdentityNotNeeded(Refusal):
    """The partner hands over itself, or the request ended without a device: nobody here needs a name."""

    reason = "identity_not_needed"


class PurposeNeeded(Refusal):
    """An identity is opened for one of the purposes of the list."""

    reason = "purpose_needed"


class StillOpen(Refusal):
    """A request that still moves is not anonymised."""

    reason = "still_open"


class NoSuchPlace(Refusal):
    """The place asked for is none of this queue."""

    reason = "no_such_place"


class TooEarly(Refusal):
    """Others are still to be heard, or the day has passed."""

    reason = "too_early"


class RemarksClosed(Refusal):
    """Nothing more is said of this version."""

    reason = "remarks_closed"


class WaitsForCommission(Refusal):
    """A local commission decides on this request."""

    reason = "waits_for_commission"


class AnotherDecides(Refusal):
    """Whoever declined a request does not answer what is said against it, while somebody else can."""

    reason = "another_decides"


class NothingToContest(Refusal):
    """No decision stands that could be contested."""

    reason = "nothing_to_contest"


class ConditionsIncomplete(Refusal):
    """A version of conditions says nothing, or the same thing twice."""

    reason = "conditions_incomplete"


class ScopeMissing(Refusal):
    """A commission that decides for nobody in particular would decide for all."""

    reason = "scope_missing"


class NotWithPerson(Refusal):
    """After-sales begin with a hand-over."""

    reason = "not_with_person"


class ToldBefore(Refusal):
    """The same fault was told often enough."""

    reason = "told_before"


class NotLent(Refusal):
    """Only a loan is prolonged or ended."""

    reason = "not_lent"


class NoConsent(Refusal):
    """Nobody is asked who did not say yes."""

    reason = "no_consent"


class KeySpent(Refusal):
    """The key was used, or its days are over."""

    reason = "key_spent"


class NotInPool(Refusal):
    """The device is not in the structure's lending pool, or is out of it."""

    reason = "not_in_pool"


class ResetMissing(Refusal):
    """What comes back from a loan is erased before the next."""

    reason = "reset_missing"
