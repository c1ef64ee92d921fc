"""What a text scanned at a counter names: a device by its label, or a voucher; through any keyboard layout."""

from django.db.models import Q

from beneficiaries.codes import VOUCHER_LETTERS
from beneficiaries.models import Voucher
from inventory import codes
from inventory.models import Device, Identifier

LONGEST = 200


def names_device(text: str, device: Device) -> bool:
    """Whether the text is on a label of this device: its code, an older one, or their address."""
    names = _device_codes(text)
    if device.code in names:
        return True
    known = device.identifiers.filter(kind=Identifier.Kind.CODE, normalised__in=names)
    return bool(names) and known.exists()


def device_named(text: str) -> Device | None:
    """The device a label's text names, wherever it is; only the code of a label, never a serial number."""
    names = _device_codes(text)
    if not names:
        return None
    old = Identifier.objects.filter(kind=Identifier.Kind.CODE, normalised__in=names).values("device")
    found = Device.objects.filter(Q(code__in=names) | Q(pk__in=old), merged_into=None)
    return found.select_related("type", "site", "owner").first()


def voucher_named(text: str) -> Voucher | None:
    """The voucher a text names: its code with or without dashes, or the address its QR holds."""
    named = [
        letters
        for reading, _fault in codes.readings(text.strip()[:LONGEST])
        if is_voucher_code(letters := codes.bare(reading.rstrip("/").rpartition("/")[2]))
    ]
    return Voucher.objects.filter(code__in=named).with_labels().first() if named else None


def is_voucher_code(letters: str) -> bool:
    """Twelve of our letters, the last one a check of the others."""
    return (
        len(letters) == VOUCHER_LETTERS
        and set(letters) <= set(codes.ALPHABET)
        and codes.check_symbol(letters[:-1]) == letters[-1]
    )


def _device_codes(text: str) -> list[str]:
    found = (
        codes.in_address(reading) or codes.parse(reading)
        for reading, _fault in codes.readings(text.strip()[:LONGEST])
    )
    return [name for name in found if name]
