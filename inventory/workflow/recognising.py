"""Which device of a batch a row of its list speaks of, when the list is dropped again."""

from collections.abc import Collection, Iterable, Sequence

from donors.models import Donation, Sheet
from inventory import codes
from inventory.models import Device, Identifier
from inventory.states import Stage
from inventory.workflow.items import Item

NAMES = (Identifier.Kind.DONOR_TAG, Identifier.Kind.SERIAL, Identifier.Kind.IMEI)


class Known:
    """The donation's devices by the names an item may carry.

    An item is known by what its donor's tag, serial number and IMEI agree on, then by its row in a list of the same
    name: row 2 of another list, or of the file of corrections, is another device.
    """

    def __init__(self, devices: Iterable[Device] = (), same_list: Collection[int] = ()) -> None:
        self.by_name: dict[tuple[str, str], list[Device]] = {}
        self.by_row: dict[int, list[Device]] = {}
        self.taken: set[int] = set()
        for device in devices:
            for identifier in device.identifiers.all():
                self.by_name.setdefault((identifier.kind, identifier.normalised), []).append(device)
            if device.row_number is not None and device.pk in same_list:
                self.by_row.setdefault(device.row_number, []).append(device)

    def is_doubtful(self, item: Item) -> bool:
        """Whether its names do not agree on one device: only a person can tell."""
        return bool(self.by_name) and len(self._named(item)) > 1

    def take(self, item: Item) -> Device | None:
        """The device this item speaks of, among those not yet spoken of."""
        if not (self.by_name or self.by_row):
            return None
        same_row = self.by_row.get(item.row, []) if item.row is not None else []
        same_row = [one for one in same_row[item.nth : item.nth + 1] if not _contradicts(one, item)]
        for device in (*self._named(item), *same_row):
            if device.pk not in self.taken:
                self.taken.add(device.pk)
                return device
        return None

    def _named(self, item: Item) -> list[Device]:
        """The devices that bear all its names that any bears; where there is none, those that bear any."""
        of_each = [found for kind in NAMES if (found := self._bearing(kind, item.identifiers.get(kind)))]
        every = {device.pk: device for found in of_each for device in found}
        agreed = [one for one in every.values() if all(one in found for found in of_each)]
        return agreed or list(every.values())

    def _bearing(self, kind: str, value: str | None) -> list[Device]:
        return self.by_name.get((kind, codes.normalised(value)), []) if value else []


def _contradicts(device: Device, item: Item) -> bool:
    """Whether the row now names another device than before."""
    named = {one.kind: one.normalised for one in device.identifiers.all()}
    return any(
        kind in named and named[kind] != codes.normalised(value)
        for kind, value in item.identifiers.items()
        if value
    )


def known_devices(
    donation: Donation, sheet: Sheet | None, items: Sequence[Item], *, are_held: bool = True
) -> Known:
    """Those of the batch that these items may speak of; held until the transaction ends, unless they are only read."""
    names = {codes.normalised(value) for item in items for value in item.identifiers.values() if value}
    rows = {item.row for item in items if item.row is not None}
    of_batch = Device.objects.filter(donation=donation)
    if are_held:
        of_batch = of_batch.select_for_update(of=("self",)).exclude(stage=Stage.NOT_DELIVERED)
    else:  # what never arrived is told, what an import that was undone had made is not
        of_batch = of_batch.exclude(stage=Stage.NOT_DELIVERED, sheet=None)
    same_list = of_batch.filter(row_number__in=rows)
    if sheet:  # dropped again, it is another row of the same name
        same_name = donation.sheets.filter(name=sheet.name).values_list("pk", flat=True)
        same_list = same_list.filter(sheet__in=list(same_name))
    else:
        same_list = same_list.filter(sheet=None)
    on_same_row = set(same_list.values_list("pk", flat=True))
    keys = on_same_row | set(
        Identifier.objects.filter(device__donation=donation, normalised__in=names).values_list(
            "device_id", flat=True
        )
    )
    found = (
        of_batch.filter(pk__in=keys)
        .select_related("type", "site", "donation")
        .prefetch_related("identifiers")
    )
    return Known(found.order_by("pk"), on_same_row)
