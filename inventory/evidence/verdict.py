"""The one judge of erasures: what a report claims becomes `erased` only when the report itself proves it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from inventory.evidence import measures, placeholders
from inventory.evidence.facts import ErasureFact


class Reason(StrEnum):
    """Why a report does not prove an erasure, in the order in which a person wants to hear it."""

    FAILED = "failed"
    ABORTED = "aborted"
    WRITES_NOTHING = "writes_nothing"
    HIDDEN_AREA = "hidden_area"
    HIDDEN_AREA_UNKNOWN = "hidden_area_unknown"
    NO_STEPS = "no_steps"
    STEP_FAILED = "step_failed"
    TRUNCATED = "truncated"
    NO_ROUND = "no_round"
    NOT_WHOLE = "not_whole"
    ERRORS = "errors"
    NOT_CLAIMED = "not_claimed"
    NO_METHOD = "no_method"
    NOT_VERIFIED = "not_verified"
    NO_START = "no_start"
    NO_END = "no_end"
    TIMES_REVERSED = "times_reversed"
    SERIALS_DISAGREE = "serials_disagree"
    NO_SERIAL = "no_serial"


SENTENCES: dict[Reason, str] = {
    Reason.FAILED: _("the tool says that the erasure failed"),
    Reason.ABORTED: _("the erasure was stopped before its end"),
    Reason.WRITES_NOTHING: _("the method only reads the disk and writes nothing"),
    Reason.HIDDEN_AREA: _("a hidden area of the disk (HPA or DCO) was not erased"),
    Reason.HIDDEN_AREA_UNKNOWN: _("the tool could not tell whether the disk has a hidden area (HPA or DCO)"),
    Reason.NO_STEPS: _("the report lists no erasure step"),
    Reason.STEP_FAILED: _("a step did not succeed or did not end"),
    Reason.TRUNCATED: _("the report is cut before its end"),
    Reason.NO_ROUND: _("the rounds asked for were not completed"),
    Reason.NOT_WHOLE: _("the disk was not erased over its whole size"),
    Reason.ERRORS: _("errors were counted during the erasure"),
    Reason.NOT_CLAIMED: _("the tool does not say that the disk was erased"),
    Reason.NO_METHOD: _("the erasure method is not stated"),
    Reason.NOT_VERIFIED: _("the erasure was not verified"),
    Reason.NO_START: _("the report gives no start time"),
    Reason.NO_END: _("the report gives no end time"),
    Reason.TIMES_REVERSED: _("the erasure starts after its end"),
    Reason.SERIALS_DISAGREE: _("the report gives two different serial numbers for the disk"),
    Reason.NO_SERIAL: _("the report gives no serial number that ties it to a disk"),
}

PURGE = r"purge|enhanced.{0,20}secure|secure.{0,12}erase.{0,12}enhanced|security-erase-enhanced|crypto|block[\s_-]?eras|sanitiz|--ses=2|degauss"
DESTROY = r"destr(oy|uct)|erasephysical|shredder|disintegrat|pulveri|incinerat|crush"
READS_ONLY = re.compile(r"^\W*(verify|verif|check|read)\b(?!.*\b(fill|write|wipe|eras))", re.IGNORECASE)


@dataclass(frozen=True)
class Claim:
    """What a report says of one medium; `doubts` are the reasons its own parser found against it."""

    serial: str | None = None
    model: str | None = None
    size: int | None = None
    method: str | None = None
    tool: str | None = None
    tool_version: str | None = None
    says: str | None = None  # "erased", "failed", "aborted" or nothing
    verified: bool | None = None  # None: the format has no verification apart from the outcome
    started_at: str | None = None
    ended_at: str | None = None
    doubts: tuple[Reason, ...] = ()


def judge(claim: Claim) -> ErasureFact:
    """The claim as a fact: failed if the tool says so, erased without a single doubt, unproven otherwise."""
    serial = placeholders.real_serial(claim.serial)
    method = placeholders.real_text(claim.method)
    reasons = _reasons(claim, serial=serial, method=method)
    result = "failed" if Reason.FAILED in reasons else "unproven" if reasons else "erased"
    return ErasureFact(
        serial=serial,
        model=placeholders.real_text(claim.model),
        size_gb=measures.gigabytes(claim.size),
        method=method,
        level=level_of(method),
        tool=placeholders.real_text(claim.tool),
        tool_version=placeholders.real_text(claim.tool_version),
        result=result,
        verified=claim.verified,
        started_at=claim.started_at,
        ended_at=claim.ended_at,
        reason=reasons[0].value if reasons else None,
    )


def _reasons(claim: Claim, *, serial: str | None, method: str | None) -> list[Reason]:
    start, end = claim.started_at, claim.ended_at
    against = {
        Reason.FAILED: claim.says == "failed",
        Reason.ABORTED: claim.says == "aborted",
        Reason.NOT_CLAIMED: claim.says is None,
        Reason.WRITES_NOTHING: bool(method and READS_ONLY.search(method)),
        Reason.NO_METHOD: method is None,
        Reason.NOT_VERIFIED: claim.verified is False,
        Reason.NO_START: start is None,
        Reason.NO_END: end is None,
        Reason.TIMES_REVERSED: bool(start and end and not measures.is_before(start, end)),
        Reason.NO_SERIAL: serial is None,
    }
    return [reason for reason in Reason if against.get(reason) or reason in claim.doubts]


def level_of(method: str | None) -> str | None:
    """Clear, purge or destroy of NIST SP 800-88: an overwrite clears, and never more, whatever the medium."""
    if not method or READS_ONLY.search(method):
        return None
    if re.search(DESTROY, method, re.IGNORECASE):
        return "destroy"
    return "purge" if re.search(PURGE, method, re.IGNORECASE) else "clear"
