"""What a device's page shows: its file, read in a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from inventory import queries, workflow
from inventory.forms import BecomeWasteForm, DescriptionForm, EvidenceForm, LeaveWasteForm, free_moves
from inventory.models import Device, DeviceEvent, Medium, QualityCheck, SkippedStage
from inventory.models.quality import CHECK_STAGES
from inventory.states import OPTIONAL, REASONS, RULES, WORK, Gate, Move, Stage
from inventory.views import report_words, sentences
from inventory.views.accessories import shown_accessories
from inventory.views.category import category_of
from inventory.views.media import shown_media
from inventory.views.parts import shown_parts
from reuse.accounts.acting import Act
from reuse.accounts.models import Pin
from reuse.accounts.roles import Permission
from reuse.core.refusals import Refusal

CHAIN = (Stage.RECEIVED, *WORK, Stage.READY, Stage.RESERVED, Stage.HANDED_OVER)
ON_SITE = frozenset({Stage.RECEIVED, *WORK, Stage.READY, Stage.AFTER_SALES})


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the chain, on the way of this device."""

    stage: Stage
    on: date | None
    is_current: bool

    @property
    def is_done(self) -> bool:
        return self.on is not None and not self.is_current


@dataclass(frozen=True, slots=True)
class Exit:
    """A move that takes a reason, with its reasons."""

    move: Move
    reasons: Sequence[tuple[str, object]]


def device_file(device: Device, act: Act) -> dict[str, Any]:
    """The context of the page."""
    prefetch_related_objects(
        [device],
        "media__proofs__evidence",
        "media__proofs__by",
        "media__proofs__witness",
        "media__proofs__procedure",
        "evidence__file",
        "evidence__added_by",
        "identifiers",
        "accessories__kind",
        "checks__checklist",
        "checks__tested_by",
        "checks__signed_by",
        "checks__photos",
    )
    events = list(queries.timeline(device)[:200])
    refusal, skipped = workflow.media_refusal(device), _skipped(device)
    may_work = act.membership.may(Permission.DEVICE_WORK)
    here = device.stage in ON_SITE
    page = {
        "device": device,
        "place_path": queries.path_to(device),
        "other_columns": list(device.extra.items()),  # a column may well be called “items”
        "steps": _steps(device, events, skipped),
        "events": [sentences.told(event) for event in events],
        "refusal": refusal if here else None,
        "has_failed": any(medium.state == Medium.State.FAILED for medium in device.media.all()),
        "is_certifiable": bool(device.received_at) and device.type.holds_data and refusal is None,
        "price": queries.price_cap(device, on=act.at.date()),
        "may_work": may_work and here,
        "may_attach": act.membership.may(Permission.EVIDENCE_ADD) and device.stage != Stage.ANNOUNCED,
        "may_print": act.membership.may(Permission.LABEL_PRINT),
        "evidence_form": EvidenceForm(),
        "reports": [report_words.shown(kept, act, device) for kept in device.evidence.all()],
        "changes": report_words.changes(events),
        "colleagues": list(queries.colleagues(act.membership, today=act.at.date())) if may_work else [],
        "description_form": DescriptionForm.of(device),
    }
    return _together(
        page,
        shown_media(device, act, may_work=may_work),
        shown_parts(device, act, may_work=may_work),
        shown_accessories(device, act),
        _moves(device, act, events, refusal=refusal, skipped=skipped),
        _quality(device, act, may_work=may_work),
        category_of(device, act, may_work=may_work and here),
        _waste(device, act),
    )


def _together(*sections: Mapping[str, Any]) -> dict[str, Any]:
    """What the sections of the page say, in one: no two of them under one name."""
    together: dict[str, Any] = {}
    for section in sections:
        if twice := together.keys() & section.keys():
            raise ValueError(f"two sections of a device's page say {sorted(twice)}")
        together.update(section)
    return together


def _waste(device: Device, act: Act) -> dict[str, Any]:
    """Where it stands in the law on waste, its records, and the gestures that would pass."""
    may = act.membership.may(Permission.DEVICE_EXIT) and device.stage in workflow.DECLARED_AT
    is_waste = device.regulatory_status == Device.Status.WASTE
    was_never = device.regulatory_status == Device.Status.PRODUCT
    return {
        "is_waste": is_waste,
        "waste_exits": [] if was_never else list(queries.exits_of_waste(device)),
        "become_waste_form": BecomeWasteForm() if may and not is_waste else None,
        "leave_waste_form": LeaveWasteForm(rule=queries.criteria_on(act.on)) if may and is_waste else None,
    }


def _skipped(device: Device) -> set[str]:
    """The stages this site has switched off for this type."""
    off = SkippedStage.objects.filter(site=device.site, type=device.type, stage__in=OPTIONAL)
    return set(off.values_list("stage", flat=True))


def _steps(device: Device, events: Sequence[DeviceEvent], skipped: Collection[str]) -> list[Step]:
    taken_back = {event.corrects_id for event in events if event.corrects_id}
    days = {
        event.to_stage: event.on
        for event in reversed(events)
        if event.to_stage and event.pk not in taken_back
    }
    return [
        Step(stage, days.get(stage), is_current=device.stage == stage)
        for stage in CHAIN
        if stage not in skipped or stage in days
    ]


def _moves(
    device: Device,
    act: Act,
    events: Sequence[DeviceEvent],
    *,
    refusal: Refusal | None,
    skipped: Collection[str],
) -> dict[str, Any]:
    """The moves that would pass: the role, the table, the stages of the site and the media allow them."""
    mine = set(free_moves(act.membership))
    possible = [
        move
        for move in workflow.allowed(device, act)
        if move in mine
        and move != Move.RELEASE  # signed, not pressed
        and RULES[move].target not in skipped
        and not (refusal and Gate.MEDIA in RULES[move].gates)
    ]
    last = next((event for event in events if event.to_stage), None)
    may_correct = (
        act.membership.may(Permission.DEVICE_CORRECT) and device.stage in RULES[Move.CORRECT].sources
    )
    return {
        "moves": [move for move in possible if not workflow.needs_reason(move)],
        "next_move": _next(device, possible),
        "exits": [
            Exit(move, list(REASONS[move].items())) for move in possible if workflow.needs_reason(move)
        ],
        "may_undo": bool(
            last
            and last.by_id == act.by.pk
            and last.kind == "moved"
            and last.move in mine
            and device.stage in ON_SITE
        ),
        "corrections": list(REASONS[Move.CORRECT].items()) if may_correct else [],
    }


def _next(device: Device, possible: Sequence[Move]) -> Move | None:
    """The move to the following stage of the chain that is possible; a repair is only made when needed."""
    if device.stage not in CHAIN:
        return possible[0] if device.stage == Stage.ANNOUNCED and possible else None
    ahead = CHAIN[CHAIN.index(Stage(device.stage)) + 1 :]
    targets = {RULES[move].target: move for move in possible if move != Move.REPAIR}
    return next((targets[stage] for stage in ahead if stage in targets), None)


def _quality(device: Device, act: Act, *, may_work: bool) -> dict[str, Any]:
    check: QualityCheck | None = workflow.current_check(device)
    photos = list(check.photos.all()) if check else []
    at_bench = device.stage in CHECK_STAGES
    return {
        "check": check,
        "check_items": [
            (
                item,
                check.results.get(item.code, ""),
                check.notes.get(item.code, ""),
                [photo for photo in photos if photo.item == item.code],
            )
            for item in check.checklist.entries
        ]
        if check
        else [],
        "may_check": may_work
        and at_bench
        and workflow.checklist_for(device, on=act.on, stage=device.stage) is not None,
        "check_draft": queries.draft_of(device) if at_bench and may_work else None,
        "lacks": workflow.lacks(device) if device.stage == Stage.QUALITY_CHECK else [],
        "has_pin": Pin.objects.filter(user=act.by).exists() if device.stage == Stage.QUALITY_CHECK else True,
        "awaits_signature": bool(
            device.stage == Stage.QUALITY_CHECK and check and check.passed and not check.signed_by_id
        ),
        "is_tester": bool(check and check.tested_by_id == act.by.pk),
        "may_sign": act.membership.may(Permission.DEVICE_SIGN_OFF),
    }
