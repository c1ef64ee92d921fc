"""Tools' reports in the reader's words: what was read, why one waits, what changed since the last inventory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inventory import queries
from inventory.models import Device, DeviceEvent, Evidence
from inventory.queries import Difference, Match
from reuse.accounts.acting import Act
from reuse.accounts.roles import Permission
from reuse.core import sentences
from reuse.web.templatetags.look import number

RESULTS = {
    "erased": ("ok", gettext_lazy("erased and verified")),
    "unverified": ("warn", gettext_lazy("erased, not verified")),
    "failed": ("no", gettext_lazy("erasure failed")),
    "unproven": ("warn", gettext_lazy("not proven")),
}


HEALTH = {
    "passed": gettext_lazy("in good health"),
    "worn": gettext_lazy("worn"),
    "failed": gettext_lazy("failing"),
}


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of one medium, as a line: the mark, the medium, the result, the method and when it ended."""

    mark: str
    medium: str
    result: str
    method: str
    ended_at: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as a page shows it."""

    kept: Evidence
    mark: str
    machine: str
    serial: str
    facts: list[tuple[str, str]]
    erasures: list[Erased]
    problems: list[str]
    may_open: bool

    @property
    def is_purged(self) -> bool:
        return self.kept.file.purged_at is not None


def shown(kept: Evidence, act: Act, device: Device | None = None) -> Shown:
    """The report, and whether this person may open its original."""
    machine = kept.extract["device"]
    holder = device.holder_id if device else kept.holder_id
    return Shown(
        kept=kept,
        mark=_mark(kept),
        machine=" ".join(filter(None, (machine.get("manufacturer"), machine.get("model")))),
        serial=queries.machine_name(kept.extract),
        facts=list(_facts(kept.extract["specs"])),
        erasures=[_erased(one) for one in kept.extract["erasures"]],
        problems=problems(kept),
        may_open=may_open_originals(holder, act),
    )


def may_open_originals(holder_id: int, act: Act) -> bool:
    """Whether this person may open the originals of what this organisation holds."""
    return holder_id == act.organisation.pk or act.membership.may(Permission.AUDIT_READ)


def problems(kept: Evidence) -> list[str]:
    """What is wrong with a report, in the reader's language."""
    return [sentences.said(one) for one in kept.problems]


def _mark(kept: Evidence) -> str:
    if kept.state == Evidence.State.ATTACHED:
        return "info" if kept.problems else "ok"
    return "no" if kept.state == Evidence.State.OTHER_DEVICE else "warn"


def _facts(specs: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The machine's parts, each with its unit."""
    if specs.get("cpu"):
        yield _("Processor"), specs["cpu"]
    if specs.get("ram_mb"):
        yield _("Memory"), memory(specs["ram_mb"])
    for disk in specs.get("storage") or ():
        yield _("Medium"), _disk(disk)
    if specs.get("screen_inches"):
        yield _("Screen"), _("%(size)s inches") % {"size": number(Decimal(specs["screen_inches"]))}
    if specs.get("battery_health") is not None:
        yield _("Battery"), _("%(percent)s%% of its capacity") % {"percent": specs["battery_health"]}
    if specs.get("graphics"):
        yield _("Graphics"), specs["graphics"]


def _disk(disk: dict[str, Any]) -> str:
    size = _("%(size)s GB") % {"size": number(disk["size_gb"])} if disk.get("size_gb") else ""
    kind = (disk.get("kind") or disk.get("interface") or "").upper()
    serial = _("no. %(serial)s") % {"serial": disk["serial"]} if disk.get("serial") else _("no serial number")
    health = str(HEALTH.get(disk.get("health") or "", ""))
    return ", ".join(filter(None, (disk.get("model"), size, kind, serial, health)))


def memory(megabytes: int) -> str:
    """16 GB, or megabytes where they make no whole gigabytes."""
    if megabytes % 1024:
        return _("%(size)s MB") % {"size": number(megabytes)}
    return _("%(size)s GB") % {"size": number(megabytes // 1024)}


def _erased(erasure: dict[str, Any]) -> Erased:
    result = erasure["result"]
    if result == "erased" and not erasure.get("verified"):
        result = "unverified"
    mark, words = RESULTS[result]
    tool = " ".join(filter(None, (erasure.get("tool"), erasure.get("tool_version"))))
    return Erased(
        mark=mark,
        medium=erasure.get("serial") or erasure.get("model") or _("medium without serial number"),
        result=str(words),
        method=", ".join(filter(None, (erasure.get("method"), tool))),
        ended_at=(erasure.get("ended_at") or "")[:16].replace("T", " "),
    )


def understood(kept: Evidence) -> str:
    """What became of a report that was just dropped, in a sentence."""
    if kept.state == Evidence.State.UNREADABLE:
        return _("“%(name)s” is kept, but was not understood: %(problem)s") % {
            "name": kept.name,
            "problem": " ".join(problems(kept)),
        }
    media, erasures = len(kept.extract["specs"].get("storage") or ()), len(kept.extract["erasures"])
    found = [
        ngettext("%(count)d medium", "%(count)d media", media) % {"count": media},
        ngettext("%(count)d erasure", "%(count)d erasures", erasures) % {"count": erasures},
    ]
    return _("“%(name)s” was read (%(format)s): %(found)s.") % {
        "name": kept.name,
        "format": kept.format,
        "found": ", ".join(found),
    }


def why_waiting(kept: Evidence, match: Match) -> list[str]:
    """Why a report has no device, or not all of them."""
    if kept.kind == "unknown":
        return problems(kept) or [_("The file was not understood.")]
    reasons = [
        _("Several devices answer to %(name)s: %(devices)s.")
        % {"name": name, "devices": ", ".join(map(str, devices))}
        for name, devices in match.rivals.items()
    ]
    if match.unknown:
        count = len(match.unknown)
        reasons.append(
            ngettext(
                "No device of yours bears the serial number %(names)s.",
                "No device of yours bears the serial numbers %(names)s.",
                count,
            )
            % {"names": ", ".join(match.unknown)}
        )
    if match.devices and not reasons:
        reasons.append(_("Its device is known now: look again."))
    return reasons or [_("It names no serial number.")]


_PARTS = {
    "ram": gettext_lazy("memory: %(after)s instead of %(before)s"),
    "cpu": gettext_lazy("processor: %(after)s instead of %(before)s"),
    "storage": gettext_lazy("storage: %(after)s instead of %(before)s"),
    "battery": gettext_lazy("battery: %(after)s of its capacity instead of %(before)s"),
    "disk_missing": gettext_lazy("medium missing: %(before)s"),
    "disk_added": gettext_lazy("medium added: %(after)s"),
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What the last inventory changed: since what, and each part in words."""

    title: str
    parts: list[str]


def changes(events: Iterable[DeviceEvent]) -> Changes | None:
    """None when nothing is to be pointed out. Events come latest first."""
    since, found = queries.latest_differences(events)
    if not found:
        return None
    title = _("Since the last inventory") if since == "inventory" else _("Compared with what was announced")
    return Changes(title, [_difference(one) for one in found])


def changed_parts(event: DeviceEvent) -> list[str]:
    """What one report changed, part by part, for the history."""
    return [_difference(Difference(**one)) for one in event.details.get("differences", [])]


def _difference(one: Difference) -> str:
    words = {"before": _amount(one.part, one.before), "after": _amount(one.part, one.after)}
    return str(_PARTS[one.part]) % words


def _amount(part: str, value: str) -> str:
    match part:
        case "ram" if value:
            return memory(int(value))
        case "storage" if value:
            return _("%(size)s GB") % {"size": number(int(value))}
        case "battery" if value:
            return _("%(number)s%%") % {"number": value}
        case _:
            return value
