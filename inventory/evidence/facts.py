"""What a file says, as frozen values; None means that the file does not say."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, TypeVar

from inventory.evidence import placeholders

Json = Any


@dataclass(frozen=True)
class DeviceFacts:
    """The machine itself. `type` is one of the codes in `device_types`."""

    manufacturer: str | None = None
    model: str | None = None
    version: str | None = None
    serial: str | None = None
    type: str | None = None
    imei: str | None = None
    imei2: str | None = None
    uuid: str | None = None
    board_model: str | None = None
    board_serial: str | None = None
    activation_lock: bool | None = None

    @classmethod
    def as_read(cls, *, activation_lock: bool | None = None, **raw: str | None) -> "DeviceFacts":
        """Build from raw text, dropping every placeholder."""
        cleaners: dict[str, Callable[[str | None], str | None]] = {
            "type": _as_is,
            "serial": placeholders.real_serial,
            "board_serial": placeholders.real_serial,
            "uuid": placeholders.real_uuid,
            "imei": placeholders.real_imei,
            "imei2": placeholders.real_imei,
        }
        clean = {name: cleaners.get(name, placeholders.real_text)(text) for name, text in raw.items()}
        return cls(activation_lock=activation_lock, **clean)

    def filled_from(self, other: "DeviceFacts") -> "DeviceFacts":
        return fill(self, other)


@dataclass(frozen=True)
class StorageFact:
    """One storage medium that belongs to the machine. `interface`: sata, ide, nvme, sas, usb, emmc; `kind`: hdd, ssd."""

    serial: str | None = None
    model: str | None = None
    size_gb: int | None = None
    interface: str | None = None
    kind: str | None = None
    health: str | None = None


@dataclass(frozen=True)
class Specs:
    cpu: str | None = None
    cpu_cores: int | None = None
    ram_mb: int | None = None
    graphics: str | None = None
    screen_inches: str | None = None
    battery_health: int | None = None
    storage: tuple[StorageFact, ...] = ()

    def filled_from(self, other: "Specs") -> "Specs":
        return fill(self, other)


@dataclass(frozen=True)
class ErasureFact:
    """One medium's erasure as the report proves it. `reason` is a code of `verdict.Reason`, None when erased."""

    serial: str | None = None
    model: str | None = None
    size_gb: int | None = None
    method: str | None = None
    level: str | None = None
    tool: str | None = None
    tool_version: str | None = None
    result: str = "unproven"
    verified: bool | None = None
    started_at: str | None = None
    ended_at: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What one file was understood to say."""

    file: str
    format: str = "unknown"
    kind: str = "unknown"
    device: DeviceFacts = field(default_factory=DeviceFacts)
    specs: Specs = field(default_factory=Specs)
    erasures: tuple[ErasureFact, ...] = ()
    problems: tuple[str, ...] = ()
    sha256: str = ""

    def as_json(self) -> dict[str, Json]:
        """Plain values for `json.dumps`: strings, whole numbers, booleans and null, never a float."""
        return asdict(self, dict_factory=_json_object)


Facts = TypeVar("Facts", DeviceFacts, Specs)


def fill(facts: Facts, other: Facts) -> Facts:
    """`facts`, its unknown fields taken from `other`."""
    unknown = [f.name for f in fields(facts) if getattr(facts, f.name) in (None, ())]
    return replace(facts, **{name: getattr(other, name) for name in unknown})


def _as_is(code: str | None) -> str | None:
    return code


def _json_object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in pairs}
