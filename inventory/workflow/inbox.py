"""Reports that arrive many at once: each tied to the devices it names, or kept waiting for a person."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from donors.models import Donation
from inventory import queries
from inventory.models import Device, Evidence, EvidenceDecision
from inventory.workflow import evidence as reports
from inventory.workflow.evidence import Reading
from inventory.workflow.refusals import OtherDevice, ReasonNeeded
from reuse.accounts import files
from reuse.accounts.acting import Act
from reuse.accounts.models import Retention, StoredFile
from reuse.accounts.roles import Permission
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job

KIND = "evidence"
MOST_TRIED = 500
OCTETS = "application/octet-stream"  # what a stranger calls a file is never repeated to a browser


@transaction.atomic
def receive_reports(*, uploads: Sequence[tuple[str, bytes]], donation: Donation | None, act: Act) -> Job:
    """Keep what was dropped, name and bytes, at once; a job reads it and ties each report to its devices."""
    act.require(Permission.EVIDENCE_ADD)
    kept = [keep_report(content, name, act) for name, content in uploads]
    params: dict[str, Any] = {
        "files": [str(file.public_id) for file in kept],
        "donation": donation.ref if donation else "",
    }
    return jobs.enqueue(kind=KIND, params=params, act=act, total=len(kept))


def keep_report(content: bytes, name: str, act: Act, retention: Retention = Retention.EVIDENCE) -> StoredFile:
    """An original of the acting organisation."""
    return files.keep(
        content, name=name, media_type=OCTETS, retention=retention, owner=act.organisation, act=act
    )


@transaction.atomic
def take_in(
    *, file: StoredFile, name: str, reading: Reading, donation: Donation | None, act: Act
) -> list[Evidence]:
    """Give a report to every device it names; what stays open waits for a person. The same bytes again change nothing.

    A report of several machines' disks is one row a device, and proves only that device's media.
    """
    act.require(Permission.EVIDENCE_ADD)
    report = reports.unsaved(file, name, reading, act)
    report.donation = donation
    known = list(
        Evidence.objects.select_for_update(of=("self",)).filter(holder=act.organisation, sha256=report.sha256)
    )
    [match] = queries.matches([report.extract], act.membership, donation)
    given = _give(match, report, known, act)
    if match.is_open and not known:
        given.append(_wait(_copy(report)))
    release([file])
    return given or known


def _give(match: queries.Match, report: Evidence, known: list[Evidence], act: Act) -> list[Evidence]:
    """The report's row of each device it names; a row that waited becomes the first of them once nothing stays open."""
    waiting = [one for one in known if one.device_id is None] if not match.is_open else []
    given = []
    for device in match.devices:
        row = waiting.pop() if waiting else _copy(report)
        try:
            with transaction.atomic():
                given.append(reports.give(reports.hold(device, act), row, act))
        except NotPermitted:  # it has left for another workshop since
            continue
        if row.pk and given[-1].pk != row.pk:
            _close(row, act)
    return given


def _copy(report: Evidence) -> Evidence:
    names = [
        field.attname for field in Evidence._meta.concrete_fields if field.attname not in {"id", "public_id"}
    ]
    return Evidence(**{name: getattr(report, name) for name in names})


def _wait(report: Evidence) -> Evidence:
    """A row without a device, once per content; another that arrives at the same instant is the same."""
    made, _is_new = Evidence.objects.get_or_create(
        holder=report.holder,
        sha256=report.sha256,
        device=None,
        defaults={
            "donation": report.donation,
            "file": report.file,
            "name": report.name,
            "format": report.format,
            "kind": report.kind,
            "state": Evidence.State.WAITING,
            "extract": report.extract,
            "problems": report.problems,
            "added_by": report.added_by,
            "added_at": report.added_at,
        },
    )
    return made


def release(files: Sequence[StoredFile]) -> None:
    """What no report lives by (bytes known already, an archive taken apart) is kept as a result is: for weeks only."""
    used = Evidence.objects.filter(file__in=files).values("file")
    unused = StoredFile.objects.filter(pk__in=[file.pk for file in files]).exclude(pk__in=used)
    unused.update(retention=Retention.RESULT)


@transaction.atomic
def look_again(*, evidence: Evidence, act: Act) -> list[Evidence]:
    """Try a waiting report once more: its device may have become known since."""
    held = _held(evidence, act)
    [match] = queries.matches([held.extract], act.membership, held.donation)
    return _give(match, held, [held], act)


def look_again_all(*, act: Act) -> int:
    """Try what waits once more, each in its own transaction; how many wait no longer."""
    act.require(Permission.EVIDENCE_ADD)
    waiting = list(queries.waiting_reports(act.membership, Evidence.State.WAITING)[:MOST_TRIED])
    found = queries.matches([one.extract for one in waiting], act.membership)
    for evidence, match in zip(waiting, found, strict=True):
        if match.devices or match.rivals:
            look_again(evidence=evidence, act=act)
    left = queries.waiting_reports(act.membership, Evidence.State.WAITING)
    return len(waiting) - left.filter(pk__in=[one.pk for one in waiting]).count()


@transaction.atomic
def assign(*, evidence: Evidence, device: Device, act: Act) -> Evidence:
    """A person says whose report it is. A report that names another machine is refused, and keeps waiting."""
    held = _held(evidence, act)
    device = reports.hold(device, act)
    if reports.judge(device, held) == Evidence.State.OTHER_DEVICE:
        raise OtherDevice(reports.contradiction(device, held))
    given = reports.give(device, held, act)
    if given.pk != held.pk:
        _close(held, act)
    _decide(given, EvidenceDecision.Kind.ASSIGNED, act, device=device)
    return given


@transaction.atomic
def set_aside(*, evidence: Evidence, reason: str, act: Act) -> Evidence:
    """The report is none of ours, or of no use: it stays kept, and waits no longer."""
    held = _held(evidence, act)
    if not reason.strip():
        raise ReasonNeeded(_("Say why: the report stays kept with your reason."))
    return _close(held, act, reason.strip()[:240])


def _close(evidence: Evidence, act: Act, reason: str = "") -> Evidence:
    """It waits no longer; without a reason, because its device has had the same bytes all along."""
    reason = reason or _("the device had it already")
    _decide(evidence, EvidenceDecision.Kind.SET_ASIDE, act, reason=reason)
    evidence.state = Evidence.State.SET_ASIDE
    evidence.save(update_fields=["state"])
    return evidence


@transaction.atomic
def bring_back(*, evidence: Evidence, act: Act) -> Evidence:
    """What was set aside waits for its device again."""
    held = _held(evidence, act, Evidence.State.SET_ASIDE)
    _decide(held, EvidenceDecision.Kind.BROUGHT_BACK, act)
    held.state = Evidence.State.WAITING
    held.save(update_fields=["state"])
    return held


def _held(evidence: Evidence, act: Act, state: Evidence.State = Evidence.State.WAITING) -> Evidence:
    """The report as it is now, held, if it still waits for somebody of this organisation."""
    act.require(Permission.EVIDENCE_ADD)
    held = (
        Evidence.objects.select_for_update(of=("self",))
        .select_related("holder", "donation")
        .get(pk=evidence.pk)
    )
    if not queries.waiting_reports(act.membership, state).filter(pk=held.pk).exists():
        raise MoveNotAllowed(_("A colleague has dealt with this report meanwhile."))
    return held


def _decide(
    evidence: Evidence,
    kind: EvidenceDecision.Kind,
    act: Act,
    *,
    device: Device | None = None,
    reason: str = "",
) -> None:
    EvidenceDecision.objects.create(
        evidence=evidence, kind=kind, device=device, reason=reason, by=act.by, at=act.at
    )
