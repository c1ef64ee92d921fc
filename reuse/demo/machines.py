"""Made-up devices: makers, models and numbers as donors and tools write them."""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from inventory.models import Identifier
from inventory.workflow import Item

# type, weight, (maker, model, processor, memory in MB, disk in GB)
CATALOGUE: tuple[tuple[str, int, tuple[tuple[str, str, str, int, int], ...]], ...] = (
    (
        "laptop",
        58,
        (
            ("Lenovo", "ThinkPad T470", "Intel Core i5-7200U", 8192, 256),
            ("Lenovo", "ThinkPad L590", "Intel Core i5-8265U", 8192, 256),
            ("Dell", "Latitude 5490", "Intel Core i5-8350U", 16384, 512),
            ("Dell", "Latitude E6430", "Intel Core i5-3320M", 4096, 320),
            ("HP", "EliteBook 840 G5", "Intel Core i5-8250U", 16384, 256),
            ("HP", "ProBook 450 G4", "Intel Core i3-7100U", 4096, 500),
            ("Acer", "TravelMate P259", "Intel Core i3-6006U", 4096, 128),
        ),
    ),
    (
        "desktop",
        18,
        (
            ("HP", "EliteDesk 800 G3", "Intel Core i5-7500", 8192, 256),
            ("Dell", "OptiPlex 3050", "Intel Core i3-7100", 8192, 500),
            ("Lenovo", "ThinkCentre M720s", "Intel Core i5-8400", 16384, 512),
        ),
    ),
    (
        "tablet",
        7,
        (("Samsung", "Galaxy Tab A7", "", 3072, 32), ("Apple", "iPad (6e génération)", "", 2048, 32)),
    ),
    (
        "smartphone",
        10,
        (
            ("Samsung", "Galaxy A20e", "", 3072, 32),
            ("Apple", "iPhone 8", "", 2048, 64),
            ("Fairphone", "Fairphone 3", "", 4096, 64),
        ),
    ),
    ("monitor", 7, (("Iiyama", "ProLite XB2483", "", 0, 0), ("Dell", "P2219H", "", 0, 0))),
)
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Machine:
    """One device as it really is: what the donor writes of it, and what a tool will find in it."""

    type: str
    maker: str
    model: str
    processor: str
    memory_mb: int
    disk_gb: int
    serial: str
    tag: str
    disk_serial: str

    def item(self, row: int | None) -> Item:
        """The device as the donor's list tells of it."""
        name = Identifier.Kind.IMEI if self.type == "smartphone" else Identifier.Kind.SERIAL
        description: dict[str, object] = {"manufacturer": self.maker, "model": self.model}
        if self.memory_mb:
            description.update(ram_mb=self.memory_mb, storage_gb=self.disk_gb, cpu=self.processor)
        identifiers: dict[str, str] = {name: self.serial, Identifier.Kind.DONOR_TAG: self.tag}
        return Item(type=self.type, row=row, description=description, identifiers=identifiers)

    def report(self, at: datetime, outcome: str) -> bytes:
        """What the erasing tool writes: erased and each sector checked, failed, or begun and never ended."""
        begun, ended = at - timedelta(hours=2), at - timedelta(minutes=10)
        step: Mapping[str, object] = {
            "type": "StepZero",
            "severity": "Error" if outcome == "failed" else "Info",
            "startTime": begun.isoformat(),
            "endTime": ended.isoformat(),
        }
        action: Mapping[str, object] = {
            "type": "EraseSectors",
            "severity": "Error" if outcome == "failed" else "Info",
            "startTime": begun.isoformat(),
            "endTime": ended.isoformat(),
            "steps": [] if outcome == "unproven" else [step],
        }
        disk = {
            "type": "SolidStateDrive",
            "serialNumber": self.disk_serial,
            "model": "Samsung SSD 860" if self.disk_gb < 500 else "WDC WD5000LPLX",
            "size": self.disk_gb * 1000,
            "interface": "ATA",
            "actions": [action],
        }
        machine = {
            "type": "Laptop",
            "manufacturer": self.maker,
            "model": self.model,
            "serialNumber": self.serial,
        }
        body = {
            "type": "Snapshot",
            "software": "Workbench",
            "version": "11.0b11",
            "endTime": at.isoformat(),
            "uuid": "00000000-0000-4000-8000-000000000000",
            "device": machine,
            "components": [
                {"type": "Processor", "model": self.processor},
                {"type": "RamModule", "size": self.memory_mb},
                disk,
            ],
        }
        return json.dumps(body).encode()


class Factory:
    """Draws machines; no two bear the same number."""

    def __init__(self, chances: random.Random) -> None:
        self.chances = chances
        self._count = 0

    def draw(self, kind: str = "") -> Machine:
        """A machine, of the given type if one is named."""
        self._count += 1
        rows = [row for row in CATALOGUE if not kind or row[0] == kind]
        [(type_code, _weight, models)] = self.chances.choices(rows, weights=[row[1] for row in rows])
        maker, model, processor, memory, disk = self.chances.choice(models)
        serial = self._imei() if type_code == "smartphone" else self._serial()
        return Machine(
            type_code,
            maker,
            model,
            processor,
            memory,
            disk,
            serial,
            f"INV-{1000 + self._count}",
            f"S{self._serial()}",
        )

    def _serial(self) -> str:
        drawn = "".join(self.chances.choices(LETTERS, k=4))
        return f"{drawn[:2]}{self._count:04d}{drawn[2:]}{self.chances.randrange(10, 99)}"

    def _imei(self) -> str:
        body = f"35{self.chances.randrange(10**6):06d}{self._count:06d}"
        doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(body)]
        total = sum(value - 9 if value > 9 else value for value in doubled)
        return f"{body}{-total % 10}"
