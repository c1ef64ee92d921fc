"""The life of a received device on the benches, step by step, as the calendar brings it."""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import cast

from inventory import evidence, queries, workflow
from inventory.models import AccessoryKind, Category, Device, Medium, PartKind
from inventory.states import REASONS, Action, Move
from reuse.accounts import workflow as accounts
from reuse.accounts.acting import Act
from reuse.accounts.demo import DEMO_PIN
from reuse.accounts.models import Membership
from reuse.core import chance
from reuse.demo import shelves
from reuse.demo.calendar import Calendar
from reuse.demo.machines import Factory, Machine
from reuse.demo.network import Workshop, act

# What becomes of a device once erased, in a hundred.
FATES: Mapping[str, int] = {
    "ready": 60,
    Move.RECYCLE: 17,
    Move.STRIP: 8,
    Move.DIVERT: 12,
    Move.DECLARE_LOST: 1,
    Move.RETURN_TO_DONOR: 2,
}


class Bench:
    """Takes devices from reception to stock, or out of the chain."""

    def __init__(self, calendar: Calendar, chances: random.Random) -> None:
        self.calendar = calendar
        self.chances = chances
        self._proofs: dict[int, accounts.ProvenPin] = {}

    def take(self, device: Device, machine: Machine, workshop: Workshop, at: datetime) -> None:
        """The device was received at this instant: plan what follows."""
        fate = self.chances.choices(list(FATES), weights=list(FATES.values()))[0]
        forgotten = self.chances.random() < 0.12  # at the back of the shelf
        hours = (200.0, 700.0) if forgotten else (8.0, 200.0)
        life = Life(self, device, machine, workshop, fate)
        if life.happens(0.7):
            life.after(at, Life.shelve, hours=(0.2, 4.0))
        life.after(at, Life.triage, hours=hours)

    def proof(self, signer: Membership, at: datetime) -> accounts.ProvenPin:
        """The signer types their PIN; judged once a person, since it takes its time on purpose."""
        if signer.user_id not in self._proofs:
            self._proofs[signer.user_id] = accounts.prove_pin(user=signer.user, pin=DEMO_PIN, now=at)
        return replace(self._proofs[signer.user_id], at=at)

    def load_pallet(self, workshop: Workshop, at: datetime) -> None:
        shelves.load_pallet(
            site=workshop.site, technician=workshop.technicians[0], manager=workshop.manager, at=at
        )

    def drop_strays(self, workshop: Workshop, at: datetime) -> None:
        """Two reports of machines nobody has entered yet: they wait for a person."""
        factory, doer = Factory(self.chances), act(workshop.technicians[0], at)
        for machine in (factory.draw("laptop"), factory.draw("desktop")):
            content, name = machine.report(at, "erased"), f"{machine.serial}.json"
            workflow.take_in(
                file=workflow.keep_report(content, name, doer),
                name=name,
                reading=cast("workflow.Reading", evidence.read(content, name=name).as_json()),
                donation=None,
                act=doer,
            )


class Life:
    """One device on its way. Each method is a step: it does one thing and plans the next."""

    def __init__(self, bench: Bench, device: Device, machine: Machine, workshop: Workshop, fate: str) -> None:
        self.bench = bench
        self.device = device
        self.machine = machine
        self.workshop = workshop
        self.fate = fate

    def after(
        self, at: datetime, step: Callable[["Life", datetime], None], *, hours: tuple[float, float]
    ) -> None:
        self.bench.calendar.plan(at, partial(step, self), hours=hours)

    def person(self) -> Membership:
        return self.bench.chances.choice(self.workshop.technicians)

    def move(self, move: Move, at: datetime) -> None:
        workflow.move(device=self.device, move=move, act=act(self.person(), at))

    def happens(self, share: float) -> bool:
        return self.bench.chances.random() < share

    def shelve(self, at: datetime) -> None:
        """Put in one of the boxes by a scan."""
        workflow.scan(
            scan_id=chance.new_uuid(),
            text=self.device.code,
            move=Action.PLACE,
            params={"place": self.bench.chances.choice(self.workshop.boxes)},
            act=act(self.person(), at),
        )

    def triage(self, at: datetime) -> None:
        self.move(Move.TRIAGE, at)
        if not self.device.type.holds_data:
            self.after(at, Life.leave_or_set_up, hours=(4, 90))
        elif self.happens(0.6):
            self.after(at, Life.audit, hours=(8, 200))
        else:
            self.after(at, Life.erase, hours=(12, 260))

    def audit(self, at: datetime) -> None:
        self.move(Move.AUDIT, at)
        self.after(at, Life.erase, hours=(12, 200))

    def erase(self, at: datetime) -> None:
        self.move(Move.ERASE, at)
        self.after(at, Life.prove, hours=(20, 420))

    def prove(self, at: datetime) -> None:
        """A tool's report for a computer; two people for a phone or a tablet."""
        if self.machine.type not in {"laptop", "desktop"}:
            medium = workflow.add_medium(
                device=self.device,
                serial="",
                model="mémoire interne",
                size_gb=self.machine.disk_gb,
                act=act(self.person(), at),
            )
            self.reset(medium, at)
            self.after(at, Life.leave_or_set_up, hours=(3, 60))
            return
        outcome = self.bench.chances.choices(("erased", "failed", "unproven"), weights=(92, 5, 3))[0]
        content = self.machine.report(at, outcome)
        name = f"{self.machine.serial}.json"
        reading = cast("workflow.Reading", evidence.read(content, name=name).as_json())
        workflow.attach_evidence(
            device=self.device,
            content=content,
            name=name,
            media_type="application/json",
            reading=reading,
            act=act(self.person(), at),
        )
        if outcome == "unproven":
            self.after(at, Life.prove, hours=(24, 400))
        elif outcome == "failed":
            self.after(at, Life.destroy_disk, hours=(20, 500))
        else:
            self.after(at, Life.leave_or_set_up, hours=(3, 60))

    def reset(self, medium: Medium, at: datetime) -> None:
        """One attests, step by step; another looks and confirms."""
        tester, witness = self.bench.chances.sample(self.workshop.technicians, 2)
        procedure = workflow.procedure_for(self.device)
        steps = [step["code"] for step in procedure.steps] if procedure else []
        workflow.attest_reset(medium=medium, steps=steps, act=act(tester, at))
        workflow.confirm_reset(medium=medium, act=act(witness, at))

    def destroy_disk(self, at: datetime) -> None:
        tester, witness = self.bench.chances.sample(self.workshop.technicians, 2)
        for medium in Medium.objects.filter(device=self.device, state=Medium.State.FAILED):
            workflow.destroy_medium(medium=medium, how="Percé", witness=witness.user, act=act(tester, at))
        self.after(at, Life.leave_or_set_up, hours=(3, 60))

    def leave_or_set_up(self, at: datetime) -> None:
        if self.fate == "ready":
            step = Life.repair if self.happens(0.35) else Life.set_up
            self.after(at, step, hours=(6, 180))
            return
        move = Move(self.fate)
        reason = self.bench.chances.choice(list(REASONS[move]))
        workflow.move(device=self.device, move=move, act=act(self.workshop.manager, at), reason_code=reason)
        if move == Move.STRIP:
            self.harvest(act(self.person(), at))

    def harvest(self, doer: Act) -> None:
        """What is good in a stripped computer: its memory; its disk where it was erased."""
        if not self.device.type.is_computer:
            return
        kinds = {kind.code: kind for kind in PartKind.objects.all()}
        memory = f"DDR4 {self.machine.memory_mb // 1024} Go"
        workflow.harvest(device=self.device, kind=kinds["ram"], spec=memory, act=doer)
        disk = self.device.media.filter(state=Medium.State.ERASED).first()
        if disk and self.machine.disk_gb <= 256:
            spec = f"SATA {self.machine.disk_gb} Go"
            workflow.harvest(device=self.device, kind=kinds["ssd"], spec=spec, medium=disk, act=doer)

    def await_memory(self, doer: Act) -> None:
        """Too little memory for anybody: it waits for another module, until one lies in stock."""
        kind = PartKind.objects.get(code="ram")
        if self.machine.memory_mb > 4096 or not self.device.type.is_computer:
            return
        part = queries.fitting(self.device, [kind]).filter(spec="DDR4 8 Go").first()
        if part:
            workflow.fit(part=part, device=self.device, act=doer)
        elif not self.device.part_needs.exists():
            workflow.await_part(device=self.device, kind=kind, spec="DDR4 8 Go", act=doer)

    def repair(self, at: datetime) -> None:
        self.move(Move.REPAIR, at)
        self.await_memory(act(self.person(), at))
        self.after(at, Life.set_up, hours=(150, 1100))

    def set_up(self, at: datetime) -> None:
        self.move(Move.SET_UP, at)
        self.after(at, Life.check, hours=(12, 260))

    def check(self, at: datetime) -> None:
        self.move(Move.CHECK, at)
        self.after(at, Life.test, hours=(8, 220))

    def test(self, at: datetime) -> None:
        """Fill in the checklist; one in twelve shows a fault and goes back to repair."""
        checklist = workflow.checklist_for(self.device, on=at.date())
        if checklist is None:
            return
        results = {item["code"]: "ok" for item in checklist.items}
        fault = self.happens(0.08)
        if fault:
            results[
                self.bench.chances.choice(
                    [
                        item.code
                        for item in checklist.entries
                        if not (item.is_lock or item.needs_photo_on_fault)
                    ]
                )
            ] = "fault"
        tester, signer = self.bench.chances.sample(self.workshop.technicians, 2)
        grade = self.bench.chances.choice("AABBBC")
        workflow.fill_checklist(
            device=self.device, checklist=checklist, results=results, grade=grade, act=act(tester, at)
        )
        if fault:
            self.after(at, Life.repair, hours=(3, 60))
            return
        self.give_charger(act(tester, at))
        self.after(at, partial(_signed_by, signer), hours=(2, 160))

    def give_charger(self, doer: Act) -> None:
        """A laptop's own charger goes with it: the first kind that fits, or any where nobody knows."""
        if self.device.type.accessory_needs.exists() and not self.device.accessories.exists():
            takes = queries.chargers_of(self.device)
            kinds = AccessoryKind.objects.filter(category=Category.CHARGER)
            kind = next(one for one in kinds if not takes or queries.charges(one, takes))
            workflow.attach_accessory(device=self.device, kind=kind, is_from_stock=False, act=doer)


def _signed_by(signer: Membership, life: Life, at: datetime) -> None:
    workflow.sign_off(device=life.device, proof=life.bench.proof(signer, at), act=act(signer, at))
