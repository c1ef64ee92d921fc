"""Draws certificates of erasure, for a device and for a batch; a medium that is not settled is said first."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict

from reportlab.platypus import Flowable

from reuse.documents import kit, signatures
from reuse.documents.kinds import Kind
from reuse.documents.rendering import renders
from reuse.documents.wording import erasure, words
from reuse.web.templatetags import look


class ErasedMedium(TypedDict):
    """What was done to one storage medium. Times may be an ISO instant, or a tool's own words without a zone.

    result: erased, removed, destroyed, failed or unproven. level: clear, purge, destroy or empty.
    """

    manufacturer: NotRequired[str]
    model: str
    serial: str
    size_gb: int | None
    technology: str
    interface: str
    result: Literal["erased", "removed", "destroyed", "failed", "unproven"]
    method: str
    level: str
    tool: str
    tool_version: str
    verification: str
    started_at: str
    ended_at: str
    performed_by: str
    performed_as: NotRequired[str]
    verified_by: str
    verified_as: NotRequired[str]
    recorded_at: NotRequired[str]
    report_sha256: str
    is_out: NotRequired[bool]
    destroyed_by: NotRequired[str]
    slip: NotRequired[str]


class NoStorage(TypedDict):
    """Someone examined the device and found no storage medium."""

    by: str
    at: str


class ErasedDevice(TypedDict):
    code: str
    type: str
    manufacturer: str
    model: str
    serial: str
    tag: NotRequired[str]
    media: Sequence[ErasedMedium]
    no_storage: NotRequired[NoStorage | None]


class LeftOut(TypedDict):
    """A device that was lost or given back: named, not certified."""

    code: str
    type: str
    manufacturer: str
    model: str
    serial: str
    tag: str
    why: str


class ErasureCertificate(TypedDict):
    """Facts of a device's certificate."""

    device: ErasedDevice
    batch: str
    donor: str
    workshop: str
    site: str
    signatures: NotRequired[Sequence[signatures.Signature]]


class BatchErasureCertificate(TypedDict):
    """Facts of a batch's certificate: all its devices with their media."""

    devices: Sequence[ErasedDevice]
    left_out: NotRequired[Sequence[LeftOut]]
    batch: str
    donor: str
    workshop: str
    site: str
    signatures: NotRequired[Sequence[signatures.Signature]]


SETTLED = {"erased", "removed", "destroyed"}


@renders(Kind.ERASURE_CERTIFICATE)
def erasure_certificate(facts: ErasureCertificate) -> kit.Content:
    """One device, medium by medium; see ErasureCertificate for its facts."""
    device = facts["device"]
    media = device["media"]
    body = [
        _verdict([device], erasure.verdict(len(media))),
        kit.facts(
            [
                (words.CODE, kit.device_code(device["code"])),
                (words.DEVICE, f"{device['type']} {device['manufacturer']} {device['model']}"),
                (words.SERIAL, kit.Code(device["serial"])),
                (words.TAG, kit.Code(device.get("tag", ""))),
                *_place(facts),
            ]
        ),
        *_no_storage(device),
    ]
    for number, medium in enumerate(media, start=1):
        body.append(
            kit.together([kit.heading(erasure.medium_heading(number, len(media))), _medium(medium, device)])
        )
    body.append(kit.together([kit.space(), kit.note(erasure.METHOD_NOTE), *_certified(facts)]))
    name = " ".join(filter(None, [device["manufacturer"], device["model"], device["serial"]]))
    return kit.Content(erasure.title(), [kit.Part(name, body)])


@renders(Kind.BATCH_ERASURE_CERTIFICATE)
def batch_erasure_certificate(facts: BatchErasureCertificate) -> kit.Content:
    """A whole batch, one line a medium; see BatchErasureCertificate for its facts."""
    devices = facts["devices"]
    results = [medium["result"] for device in devices for medium in device["media"]]
    body = [
        _verdict(devices, erasure.batch_verdict()),
        kit.figures(
            [
                (look.number(len(devices)), erasure.DEVICES),
                (look.number(len(results)), erasure.MEDIA),
                (look.number(results.count("erased")), erasure.ERASED),
                (
                    look.number(results.count("removed") + results.count("destroyed")),
                    erasure.REMOVED_OR_DESTROYED,
                ),
            ]
        ),
        kit.facts(_place(facts)),
        kit.together([kit.space(), kit.note(erasure.METHOD_NOTE), *_certified(facts)]),
        kit.heading(erasure.MEDIA),
        _media_table(devices),
        kit.space(),
        kit.note(erasure.SHORT_DIGESTS),
        *_left_out(facts.get("left_out", [])),
    ]
    return kit.Content(
        erasure.batch_title(), [kit.Part(erasure.batch_lead(facts["batch"], len(devices)), body)]
    )


def _verdict(devices: Sequence[ErasedDevice], when_settled: tuple[str, str]) -> Flowable:
    open_media = sum(_open_media(device) for device in devices)
    text, detail = erasure.unsettled(open_media) if open_media else when_settled
    return kit.Verdict(text, tone="bad" if open_media else "ok", detail=detail)


def _open_media(device: ErasedDevice) -> int:
    """Media not settled; a device without any, that nobody examined, counts as one."""
    if not device["media"]:
        return 0 if device.get("no_storage") else 1
    return sum(medium["result"] not in SETTLED for medium in device["media"])


def _place(facts: ErasureCertificate | BatchErasureCertificate) -> list[kit.Fact]:
    return [
        (words.BATCH, facts["batch"]),
        (words.DONOR, facts["donor"]),
        (words.WORKSHOP, ", ".join(filter(None, [facts["workshop"], facts["site"]]))),
    ]


def _no_storage(device: ErasedDevice) -> list[Flowable]:
    stated = device.get("no_storage")
    return (
        [kit.space(), kit.paragraph(erasure.no_storage(stated["by"], kit.instant(stated["at"])))]
        if stated
        else []
    )


def _medium(medium: ErasedMedium, device: ErasedDevice) -> Flowable:
    return kit.facts(
        [
            (erasure.MEDIUM, " ".join(filter(None, [medium.get("manufacturer"), medium["model"]]))),
            (words.SERIAL, kit.Code(medium["serial"]) if medium["serial"] else erasure.NO_SERIAL),
            (erasure.SIZE, _size(medium)),
            (erasure.TECHNOLOGY, " ".join(filter(None, [medium["technology"], medium["interface"]]))),
            (erasure.SOURCE, _source(device)),
            (erasure.RESULT, _result(medium)),
            (erasure.METHOD, medium["method"]),
            (erasure.LEVEL, erasure.LEVELS.get(medium["level"], erasure.NOT_STATED)),
            (erasure.TOOL, _tool(medium)),
            (erasure.VERIFICATION, medium["verification"]),
            (erasure.STARTED, kit.instant(medium["started_at"])),
            (erasure.ENDED, kit.instant(medium["ended_at"])),
            (erasure.RECORDED, kit.instant(medium.get("recorded_at", ""))),
            (
                erasure.RECORDED_BY if medium.get("destroyed_by") else erasure.PERFORMED_BY,
                _person(medium["performed_by"], medium.get("performed_as", "")),
            ),
            (erasure.VERIFIED_BY, _person(medium["verified_by"], medium.get("verified_as", ""))),
            (erasure.DESTROYED_BY, medium.get("destroyed_by", "")),
            (erasure.SLIP, medium.get("slip", "")),
            (erasure.DESTINATION, erasure.KEPT if medium["result"] == "removed" else ""),
            (erasure.REPORT, kit.Code(medium["report_sha256"])),
        ]
    )


def _person(name: str, title: str) -> str:
    return ", ".join(filter(None, [name, title]))


def _source(device: ErasedDevice) -> str:
    """The parent device: maker, model, serial number."""
    named = (device["type"], device["manufacturer"], device["model"], device["serial"])
    return " ".join(filter(None, named))


def _result(medium: ErasedMedium) -> str:
    """What became of it, and whether it is still in its device."""
    told = str(erasure.RESULTS[medium["result"]])
    is_elsewhere = medium.get("is_out") and medium["result"] != "removed"
    return f"{told}, {erasure.OUT_OF_THE_DEVICE}" if is_elsewhere else told


def _left_out(devices: Sequence[LeftOut]) -> list[Flowable]:
    if not devices:
        return []
    columns = [
        kit.Column(words.DEVICE, 3),
        kit.Column(words.SERIAL, 2),
        kit.Column(words.TAG, 1.6),
        kit.Column(erasure.WHY, 1.6),
    ]
    rows = [
        (
            (kit.device_code(one["code"]), f"{one['type']} {one['manufacturer']} {one['model']}".strip()),
            kit.Code(one["serial"]),
            kit.Code(one["tag"]),
            one["why"],
        )
        for one in devices
    ]
    return [kit.heading(erasure.LEFT_OUT), kit.note(erasure.LEFT_OUT_NOTE), kit.table(columns, rows)]


def _media_table(devices: Sequence[ErasedDevice]) -> Flowable:
    columns = [
        kit.Column(words.DEVICE, 2.6),
        kit.Column(erasure.MEDIUM, 2.5),
        kit.Column(erasure.METHOD_AND_LEVEL, 2.7),
        kit.Column(erasure.RESULT, 1.5),
        kit.Column(erasure.PROOF, 2.2),
    ]
    rows = [row for device in devices for row in _media_rows(device)]
    return kit.table(columns, rows)


def _media_rows(device: ErasedDevice) -> list[tuple[object, ...]]:
    name = (
        kit.device_code(device["code"]),
        " ".join(filter(None, [device["manufacturer"], device["model"]])),
        kit.Code(device["serial"]),
        kit.Code(device.get("tag", "")),
    )
    stated = device.get("no_storage")
    if not device["media"]:
        statement = (
            erasure.no_storage(stated["by"], kit.short_instant(stated["at"]))
            if stated
            else erasure.NOT_STATED
        )
        return [(name, statement, "", "", "")]
    return [(name, *_medium_cells(medium)) for medium in device["media"]]


def _medium_cells(medium: ErasedMedium) -> tuple[object, ...]:
    serial = kit.Code(medium["serial"]) if medium["serial"] else erasure.NO_SERIAL
    people = " / ".join(dict.fromkeys(filter(None, [medium["performed_by"], medium["verified_by"]])))
    return (
        (medium["model"], serial, " ".join(filter(None, [_size(medium), medium["technology"]]))),
        (
            medium["method"],
            ", ".join(filter(None, [erasure.SHORT_LEVELS.get(medium["level"]), _tool(medium)])),
            ", ".join(filter(None, [medium.get("destroyed_by"), medium.get("slip")])),
        ),
        _result(medium),
        (kit.short_instant(medium["ended_at"]), people, kit.Code(medium["report_sha256"][:16])),
    )


def _tool(medium: ErasedMedium) -> str:
    return " ".join(filter(None, [medium["tool"], medium["tool_version"]]))


def _size(medium: ErasedMedium) -> str:
    return f"{look.number(medium['size_gb'])} {words.GIGABYTE}" if medium["size_gb"] else ""


def _certified(facts: ErasureCertificate | BatchErasureCertificate) -> list[Flowable]:
    signed = facts.get("signatures") or [
        {
            "role": str(erasure.FOR_THE_WORKSHOP),
            "name": "",
            "organisation": facts["workshop"],
            "method": "paper",
        }
    ]
    return [kit.paragraph(erasure.STATEMENT), *signatures.block(signed)]
