"""Requests: filed, decided, served in the order of the rule, week after week."""

import random
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from beneficiaries import queries, workflow
from beneficiaries.models import Allocation, Handover, PaymentMeans, Programme, PurposeProfile, Request
from beneficiaries.states import (
    Accessory,
    AgeBand,
    Channel,
    Connection,
    ConnectionHelp,
    HandoverStage,
    RequestStage,
    SignatureMethod,
    SkillsHelp,
    Urgency,
)
from beneficiaries.states.aftersales import Fault
from beneficiaries.states.collective import CollectiveUse
from beneficiaries.workflow.refusals import NothingFits
from inventory.queries import price_cap
from reuse.accounts.models import Membership
from reuse.core.models import DeviceType
from reuse.demo import meetings
from reuse.demo.calendar import Calendar
from reuse.demo.network import Network, act

COMMUNES = ("38185", "38421", "38151", "38169", "38269", "38382", "73065")
PURPOSES = (
    "procedures",
    "procedures",
    "school_at_home",
    "study",
    "job_search",
    "job_search",
    "work",
    "health_access",
)
TYPES = ("laptop",) * 7 + ("desktop", "smartphone", "tablet")
LATELY, RECENTLY = timedelta(days=7), timedelta(days=25)
PERSON = ("Awa Exemple", "06 39 98 12 34")  # of the numbers kept for fiction
ASKED = (Accessory.BAG, Accessory.MOUSE, Accessory.HEADSET, Accessory.WEBCAM, Accessory.MONITOR)
STROKES = (
    ((120, 400), (180, 250), (240, 420), (300, 260), (360, 410)),
    ((400, 380), (520, 300), (640, 390), (800, 320)),
)


class Needs:
    """Files requests through the year, and lets the coordinator propose each week what the rule finds."""

    def __init__(self, network: Network, calendar: Calendar, chances: random.Random) -> None:
        self.network = network
        self.calendar = calendar
        self.chances = chances
        self.programme = Programme.objects.get(code="solidarity_equipment")
        self.purposes = {one.code: one for one in PurposeProfile.objects.all()}
        self.types = {one.code: one for one in DeviceType.objects.all()}
        self._filed = 0
        self._handed_over = 0
        self._missed = self._named = False

    def file(self, at: datetime) -> None:
        """A worker files a request; one in twenty stays a draft."""
        self._filed += 1
        worker = self.network.partners[self._filed % len(self.network.partners)]
        urgent = self.chances.random() < 0.2
        met, of_type = self._met(), self.types[self.chances.choice(TYPES)]
        request = workflow.save_draft(
            act=act(worker, at),
            met=met,
            seen_on=at.date(),
            programme=self.programme,
            type=of_type,
            purpose=self.purposes[self.chances.choice(PURPOSES)],
            age_band=self.chances.choice(AgeBand.values),
            commune=self.chances.choice(COMMUNES),
            site=self.network.counter if self._filed % 2 else self.network.workshops[0].site,
            accessories=self._accessories(of_type),
            **self._legs(),
            urgency=self.chances.choice([Urgency.COURSE, Urgency.JOB, Urgency.PROCEDURE])
            if urgent
            else Urgency.NONE,
            needed_by=(at + timedelta(days=30)).date() if urgent else None,
        )
        if self._filed % 20:
            self.calendar.plan(at, partial(self.submit, request, worker), hours=(0.05, 0.3))

    def _accessories(self, of_type: DeviceType) -> list[str]:
        """A desktop computer is asked for with its set, now and then a laptop with a screen."""
        chosen = {self.chances.choice(ASKED)} if self.chances.random() < 0.4 else set()
        if of_type.code == "desktop":
            chosen |= {Accessory.MONITOR, Accessory.KEYBOARD, Accessory.MOUSE}
        elif of_type.code == "laptop" and self._filed % 27 == 0:
            chosen.add(Accessory.MONITOR)
        return sorted(chosen)

    def _legs(self) -> dict[str, Any]:
        """What is asked beside the device, and by which way: one in three lacks a connection."""
        lacks = self.chances.random() < 0.35
        without = (Connection.NONE, Connection.TOO_COSTLY, Connection.SHARED, Connection.NO_COVERAGE)
        help_asked = (ConnectionHelp.SIM, ConnectionHelp.SIM, ConnectionHelp.BOX, ConnectionHelp.OPEN)
        learns = self.chances.random() < 0.45
        by_telephone = self.chances.random() < 0.15
        return {
            "connection": self.chances.choice(without) if lacks else Connection.HAS_ONE,
            "connection_help": self.chances.choice(help_asked) if lacks else ConnectionHelp.NOTHING,
            "skills_help": self.chances.choice((SkillsHelp.WORKSHOP, SkillsHelp.MEDIATOR))
            if learns
            else SkillsHelp.NOTHING,
            "channel": Channel.TELEPHONE if by_telephone else Channel.IN_PERSON,
        }

    def _met(self) -> list[str]:
        means = self.chances.choice(("family_quotient", "minimum_income", "left_to_live_on"))
        always = ["no_suitable_device", "no_recent_device"]
        return always if self.chances.random() < 0.06 else [*always, means]

    def submit(self, request: Request, worker: Membership, at: datetime) -> None:
        if self._filed % 25 == 0:
            workflow.cancel(request=request, reason_code="found_elsewhere", act=act(worker, at))
            return
        workflow.submit(request=request, act=act(worker, at))
        self.calendar.plan(at, partial(self.decide, request, worker), hours=(4, 70))

    def decide(self, request: Request, worker: Membership, at: datetime) -> None:
        boss = act(self.network.coordinator, at)
        held = _now(request)
        if not queries.eligibility(held).is_met:
            workflow.decline(request=held, reason_code="conditions_not_met", act=boss)
            return
        workflow.accept(request=held, act=boss)
        if held.ref.endswith("3"):  # no chance is drawn for it: the history stays what it was
            workflow.issue_voucher(request=_now(request), act=boss)
        if self.chances.random() < 0.03:
            self.calendar.plan(at, partial(self.pause, request, worker), hours=(30, 90))

    def pause(self, request: Request, worker: Membership, at: datetime) -> None:
        if _now(request).stage == RequestStage.WAITING:
            workflow.pause(request=_now(request), act=act(worker, at))

    def sit(self, most: int, at: datetime) -> None:
        """A session of the coordinator: down the queue, about `most` get what fits; some wait for an answer."""
        moment = act(self.network.coordinator, at)
        left = max(most // 2, 1) + self.chances.randrange(max(most, 1))
        for place in _queue(at.date())[: 5 * most]:
            try:
                allocation = workflow.propose(request=_now(place), act=moment)
            except NothingFits:
                continue  # it waits for the next session, and keeps its place
            self.calendar.plan(at, partial(self.reserve, allocation), hours=(30, 110))
            left -= 1
            if not left:
                break

    def reserve(self, allocation: Allocation, at: datetime) -> None:
        if self.chances.random() < 0.07:
            workflow.refuse_proposal(
                allocation=allocation, reason_code="too_far", act=act(self.network.coordinator, at)
            )
            return
        workflow.accept_proposal(allocation=allocation, act=act(self.network.coordinator, at))
        self.calendar.plan(at, partial(self.invite, allocation), hours=(2, 60))

    def invite(self, allocation: Allocation, at: datetime) -> None:
        worker = self._worker(allocation.request)
        site = allocation.request.site
        day = meetings.next_free(
            site, self.calendar.working(at + timedelta(days=self.chances.randrange(2, 8)))
        )
        handover = workflow.plan_handover(
            allocation=allocation, site=site, planned_at=day, act=act(worker, at)
        )
        self.calendar.plan(day, partial(self.hand_over, handover, worker), hours=(0, 0.5))

    def hand_over(self, handover: Handover, worker: Membership, at: datetime) -> None:
        device = handover.device
        device.refresh_from_db()
        if not self._missed and at > self.calendar.end - LATELY:
            self._missed = True  # nobody comes, this once: the appointment is given again
            workflow.miss(handover=handover, act=act(worker, at))
            return
        cap = price_cap(device, on=at.date())
        signature = workflow.Signature(
            SignatureMethod.DRAWN, name=self._name(handover, worker, at), strokes=STROKES
        )
        price = min(cap.cents, self.chances.choice((0, 0, 3000, 5000)))
        workflow.hand_over(
            handover=handover,
            price_cents=price,
            signature=signature,
            code=device.code,
            act=act(worker, at),
            terms=self._terms(handover, price),
        )
        self._agree(handover, worker, at)
        if self._handed_over % 8 == 0:
            self.calendar.plan(at, partial(self.ask_for_help, handover, worker), hours=(20, 60))
        if self._handed_over == 0:
            self.ask_together(handover, worker, at)
        self._handed_over += 1
        if self.chances.random() < 0.05:
            self.calendar.plan(at, partial(self.bring_back, handover), hours=(200, 900))

    def _name(self, handover: Handover, worker: Membership, at: datetime) -> str:
        """We hand over ourselves, so a name is kept: of one person alone."""
        if self._named or at < self.calendar.end - RECENTLY or not queries.is_ours(handover.request):
            return ""
        self._named = True
        name, telephone = PERSON
        workflow.keep_identity(request=handover.request, name=name, telephone=telephone, act=act(worker, at))
        return name

    def _agree(self, handover: Handover, worker: Membership, at: datetime) -> None:
        """Whether the person may be asked how it goes, and the answer months later."""
        agrees = handover.request.ref[-1] not in "37"
        workflow.note_consent(handover=handover, is_given=agrees, act=act(worker, at))
        if agrees:
            step = partial(meetings.ask_how_it_goes, handover, worker)
            self.calendar.plan(at + meetings.ASKED_AFTER, step, hours=(0, 90))

    def _terms(self, handover: Handover, price: int) -> workflow.Terms:
        """Paid in cash or by card; the SIM card asked for is given, and the screen: one in ten has found one meanwhile."""
        has_one = handover.request.ref[-1] == "6"
        means = PaymentMeans.objects.get(code="card" if handover.request.ref[-1] in "02468" else "cash")
        return workflow.Terms(
            paid=[workflow.Paid(means, price)] if price else (),
            sim_given=handover.request.connection_help == ConnectionHelp.SIM,
            scanned=[] if has_one else [item.device.code for item in queries.items_of(handover.allocation)],
        )

    def bring_back(self, handover: Handover, at: datetime) -> None:
        handover.refresh_from_db()
        if handover.stage == HandoverStage.DONE:
            workflow.take_back(handover=handover, reason_code="fault", act=act(self.network.coordinator, at))

    def ask_for_help(self, handover: Handover, worker: Membership, at: datetime) -> None:
        """Something does not work; most often it is explained, now and then the case stays open."""
        handover.refresh_from_db()
        if handover.stage != HandoverStage.DONE:
            return
        fault = Fault.INTERNET if handover.request.ref[-1] in "02468" else Fault.SLOW
        case = workflow.open_case(device=handover.device, fault=fault, act=act(worker, at))
        if fault == Fault.INTERNET:
            workflow.advise(case=case, reason_code="explained", act=act(worker, at))

    def ask_together(self, handover: Handover, worker: Membership, at: datetime) -> None:
        """A structure asks for a few laptops to lend."""
        asked = workflow.ask_together(
            use=CollectiveUse.POOL,
            device_type=DeviceType.objects.get(code="laptop"),
            purpose=PurposeProfile.objects.get(code="procedures"),
            quantity=4,
            site=handover.site,
            act=act(worker, at),
        )
        workflow.accept_together(collective=asked, act=act(self.network.coordinator, at))

    def _worker(self, request: Request) -> Membership:
        return next(one for one in self.network.partners if one.organisation == request.partner)


def _now(request: Request) -> Request:
    return Request.objects.with_labels().get(pk=request.pk)


def _queue(day: date) -> list[Request]:
    return [row.request for row in queries.ranking(on=day).rows]
