"""Android's `adb shell getprop`."""

import re

from inventory.evidence import measures, placeholders
from inventory.evidence.facts import DeviceFacts, Specs
from inventory.evidence.findings import Findings, Format
from inventory.evidence.source import Source

PROPERTY = re.compile(r"^\[([^\]\n]+)\]: \[(.*?)\]?$", re.MULTILINE)
PARTITIONS = ("", "vendor.", "odm.", "product.", "system.")


def recognise(source: Source) -> bool:
    return source.head.count("]: [") >= 3 and bool(
        re.search(r"^\[(ro|dalvik|persist|gsm)\.", source.head, re.MULTILINE)
    )


def parse(source: Source) -> Findings:
    read = dict(PROPERTY.findall(source.text))

    def product(name: str) -> str | None:
        return next((value for part in PARTITIONS if (value := read.get(f"ro.product.{part}{name}"))), None)

    imeis = list(
        dict.fromkeys(
            i for key, v in read.items() if "imei" in key.lower() and (i := placeholders.real_imei(v))
        )
    )
    device = DeviceFacts.as_read(
        manufacturer=product("manufacturer") or product("brand"),
        model=product("model"),
        serial=read.get("ro.serialno") or read.get("ro.boot.serialno"),
        imei=imeis[0] if imeis else None,
        imei2=imeis[1] if len(imeis) > 1 else None,
        type=_type(read, has_imei=bool(imeis)),
    )
    chip = read.get("ro.soc.model") or read.get("ro.board.platform") or read.get("ro.hardware")
    counted = measures.number(read.get("ro.ramsize") or read.get("ro.boot.ddr_size"))
    return Findings(
        device=device, specs=Specs(cpu=placeholders.real_text(chip), ram_mb=measures.ram_megabytes(counted))
    )


def _type(read: dict[str, str], *, has_imei: bool) -> str | None:
    traits = read.get("ro.build.characteristics", "").split(",")
    if "tablet" in traits:
        return "tablet"
    if {"tv", "watch", "automotive", "emulator"} & set(traits):
        return "other"
    has_radio = has_imei or any(key.startswith(("gsm.version.baseband", "gsm.sim.", "ril.")) for key in read)
    return "smartphone" if has_radio or "phone" in traits else None


FORMATS = (Format("android-getprop", "text", recognise, parse),)
