"""Donations: drafted, announced, accepted, received; the lists donors drop; what is missing and what nobody announced."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from donors import sheets
from donors import workflow as donations
from donors.models import Donation
from donors.states import Party
from inventory import queries
from inventory import workflow as inventory
from inventory.models import CountDifference, Device
from inventory.states import Move
from reuse.accounts.models import Membership
from reuse.core.models import DeviceType
from reuse.demo.bench import Bench
from reuse.demo.calendar import Calendar
from reuse.demo.machines import Factory, Machine
from reuse.demo.network import Network, Workshop, act

TITLES = (
    "Renouvellement des postes",
    "Fin de location",
    "Parc de l’accueil",
    "Salle de formation",
    "Déménagement",
    "Télétravail",
)

# What the workshop's people say when a count differs.
EXPLAINED = {
    CountDifference.Side.MISSING: CountDifference.Reason.KEPT,
    CountDifference.Side.UNEXPECTED: CountDifference.Reason.ADDED,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """A batch to come: how many devices, how far it gets. `missing` never arrive; `found` were not announced."""

    size: int
    until: str  # draft, announced, declined, cancelled, accepted, in_reception, closed
    missing: int = 0
    found: int = 0
    by_sheet: bool = False


class Gifts:
    """Brings batches from a donor's draft to a closed reception, as the calendar allows."""

    def __init__(self, network: Network, calendar: Calendar, bench: Bench, chances: random.Random) -> None:
        self.network = network
        self.calendar = calendar
        self.bench = bench
        self.chances = chances
        self.factory = Factory(chances)
        self._turn = 0

    def begin(self, plan: Plan, at: datetime) -> None:
        """Plan the draft of a batch around this day; donors and workshops take turns."""
        donor = self.network.donors[self._turn % len(self.network.donors)]
        workshop = self.network.workshops[0 if self._turn % 3 else self._turn % 2]
        self._turn += 1
        self.calendar.plan(at, Batch(self, plan, donor, workshop).draft, hours=(0, 6))


class Batch:
    """One donation on its way."""

    def __init__(self, gifts: Gifts, plan: Plan, donor: Membership, workshop: Workshop) -> None:
        self.gifts = gifts
        self.plan = plan
        self.donor = donor
        self.workshop = workshop
        self.machines = [gifts.factory.draw() for _number in range(plan.size)]
        self.devices: list[tuple[Device, Machine]] = []
        self.donation: Donation | None = None

    @property
    def made(self) -> Donation:
        if self.donation is None:
            raise RuntimeError("the batch was not drafted")
        return self.donation

    def draft(self, at: datetime) -> None:
        body = self.donor.organisation
        day = at.date()
        self.donation = donations.create(
            donor=body,
            receiver=self.workshop.organisation,
            site=self.workshop.site,
            title=self.gifts.chances.choice(TITLES),
            condition=self.gifts.chances.choice(Donation.Condition.values),
            pickup_address=body.address,
            unit_value_attested=body.is_public_body,
            deliberation_ref=f"n° {day.year}-{self.gifts.chances.randrange(10, 90):03}"
            if body.is_public_body
            else "",
            act=act(self.donor, at),
        )
        window = donations.Window(day + timedelta(days=7), day + timedelta(days=28))
        donations.set_windows(donation=self.made, windows=[window], act=act(self.donor, at))
        if self.plan.by_sheet:
            self.drop_sheet(at)
        elif self.plan.until in {"draft", "announced", "declined", "cancelled"}:
            types = {one.code: one for one in DeviceType.objects.all()}
            counted = {kind: sum(machine.type == kind for machine in self.machines) for kind in types}
            lines = [donations.Quantity(types[kind], count) for kind, count in counted.items() if count]
            donations.set_lines(donation=self.made, lines=lines, act=act(self.donor, at))
        else:
            items = [machine.item(row) for row, machine in enumerate(self.machines, start=2)]
            inventory.announce_items(donation=self.made, sheet=None, items=items, act=act(self.donor, at))
        if self.plan.until != "draft":
            self.gifts.calendar.plan(at, self.announce, hours=(0.2, 30))

    def drop_sheet(self, at: datetime) -> None:
        """The donor drops a list; two of its rows cannot be read and stay behind, to be corrected."""
        content = _sheet(self.machines)
        with TemporaryDirectory() as folder:
            path = Path(folder) / "inventaire.csv"
            path.write_bytes(content)
            reading = sheets.read(path, name="inventaire.csv")
        sheet = donations.add_sheet(
            donation=self.made,
            content=content,
            name="inventaire.csv",
            media_type="text/csv",
            summary=reading.as_json(),
            act=act(self.donor, at),
        )
        items = [item for of_row in inventory.items_of(reading.rows) for item in of_row]
        done = inventory.announce_items(donation=self.made, sheet=sheet, items=items, act=act(self.donor, at))
        inventory.finish_import(sheet=sheet, created=done.created, updated=done.updated)

    def announce(self, at: datetime) -> None:
        if self.plan.until == "cancelled":
            donations.cancel(donation=self.made, act=act(self.donor, at))
            return
        donations.announce(
            donation=self.made,
            devices=self.made.devices.count(),
            signer_name=self.donor.user.name,
            signer_function=self.gifts.network.functions[self.donor.pk],
            statements=donations.STATEMENTS[Party.DONOR],
            act=act(self.donor, at),
        )
        if self.plan.until != "announced":
            self.gifts.calendar.plan(at, self.decide, hours=(4, 90))

    def decide(self, at: datetime) -> None:
        manager = self.workshop.manager
        if self.plan.until == "declined":
            donations.decline(
                donation=self.made,
                reason="Nos réserves sont pleines jusqu’au mois prochain.",
                act=act(manager, at),
            )
            return
        inventory.accept_gift(
            donation=self.made,
            signer_name=manager.user.name,
            signer_function="responsable de l’atelier",
            statements=donations.STATEMENTS[Party.RECEIVER],
            act=act(manager, at),
        )
        on = (at + timedelta(days=self.gifts.chances.randrange(4, 12))).date()
        windows = self.made.windows.values_list("first_on", flat=True)
        on = max([on, *windows])  # a day the donor offered
        donations.plan_collection(donation=self.made, on=on, act=act(manager, at))
        if self.plan.until != "accepted":
            self.gifts.calendar.plan(at, self.receive, hours=(90, 280))

    def receive(self, at: datetime) -> None:
        """Scan what came, print its labels; a device that nobody announced is made on the spot."""
        technician = self.gifts.chances.choice(self.workshop.technicians)
        by_tag = {machine.tag: machine for machine in self.machines}
        listed = list(
            Device.objects.filter(donation=self.made)
            .select_related("type")
            .prefetch_related("identifiers")
            .order_by("pk")
        )
        present = listed[: len(listed) - self.plan.missing] if self.plan.missing else listed
        inventory.move_all(devices=present, move=Move.RECEIVE, act=act(technician, at))
        for device in present:
            tag = next((one.value for one in device.identifiers.all() if one.kind == "donor_tag"), "")
            if tag in by_tag:
                self.devices.append((device, by_tag[tag]))
        for _number in range(self.plan.found):
            machine = self.gifts.factory.draw("laptop")
            self.devices.append(
                (
                    inventory.find_unlisted(
                        donation=self.made, item=machine.item(None), act=act(technician, at)
                    ),
                    machine,
                )
            )
        later = at + timedelta(minutes=40)
        codes = [device.code for device, _machine in self.devices]
        inventory.labels_printed(codes=codes, format_name="L7160", act=act(technician, later))
        for device, machine in self.devices:
            self.gifts.bench.take(device, machine, self.workshop, later)
        if self.plan.until == "closed":
            self.gifts.calendar.plan(later, partial(self.close, technician), hours=(1, 30))

    def close(self, technician: Membership, at: datetime) -> None:
        moment = act(technician, at)
        facts = inventory.slip_facts(self.made, remarks="", act=moment)
        comments = [
            inventory.Comment(
                type=line.type.code, side=line.side, count=line.count, reason=EXPLAINED[line.side]
            )
            for line in queries.count_differences(self.made)
        ]
        inventory.close(donation=self.made, facts=facts, comments=comments, act=moment)


def _sheet(machines: list[Machine]) -> bytes:
    """A list as French offices write it: title above, semicolons, Windows letters, a summary at the foot."""
    rows = [
        "Inventaire du matériel réformé;;;;;;",
        ";;;;;;",
        "N° inventaire;Type;Marque;Modèle;N° de série;Mémoire;Disque",
    ]
    words = {
        "laptop": "PC portable",
        "desktop": "Unité centrale",
        "tablet": "Tablette",
        "smartphone": "Smartphone",
        "monitor": "Écran",
    }
    rows += [
        f"{one.tag};{words[one.type]};{one.maker};{one.model};{one.serial};{one.memory_mb // 1024} Go;{one.disk_gb} Go"
        for one in machines
        if one.type != "smartphone"
    ]
    rows += [
        "INV-0001;PC portable;Lenovo;ThinkPad T460;6,37702E+15;8 Go;256 Go",
        "INV-0002;Logiciel;Microsoft;Office 2016;;;",
    ]
    return "\r\n".join(rows).encode("cp1252")
