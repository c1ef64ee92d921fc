"""What a donor said of a batch, as the donor and the workshop read it."""

from typing import Any

from django.utils.translation import gettext as _

from donors import queries as donation_queries
from donors import workflow as donation_workflow
from donors.models import Donation, PickupWindow
from donors.states import DonationStage
from reuse.accounts.acting import Act
from reuse.web.templatetags.look import day, number

OPEN = {DonationStage.DRAFT, DonationStage.ANNOUNCED, DonationStage.ACCEPTED}


def announced(donation: Donation, listed: int, act: Act) -> dict[str, Any]:
    """Quantities in their states, photos for the two sides alone, and what is to be known while it may still change.

    `listed`: how many devices it names one by one.
    """
    is_ours = act.organisation in (donation.donor, donation.receiver)
    return {
        "by_hand": donation.lines.select_related("type"),
        "photos": donation.photos.all() if is_ours else (),
        "may_add_photos": donation_workflow.can_add_photos(donation, act),
        "gaps": donation_queries.gaps(donation, listed=listed)
        if donation.stage == DonationStage.DRAFT
        else (),
        "advice": donation_queries.advice(donation, act.on, listed=listed) if donation.stage in OPEN else (),
        "locks": donation_queries.lock_rows(donation),
    }


def facts(donation: Donation, act: Act) -> list[tuple[str, object]]:
    """What was agreed on, as pairs."""
    is_listed = donation.sheets.exists()
    is_ours = act.organisation in (donation.donor, donation.receiver)
    return [
        (_("Donor"), donation.donor),
        (_("Answers for it"), donation.contact if is_ours else ""),
        (_("Receives it"), f"{donation.receiver}, {donation.site}"),
        (_("Legal lane"), donation.get_lane_display()),
        (_("State announced"), donation.get_condition_display() if is_listed else ""),
        (_("Data they may hold"), donation.get_data_held_display()),
        (_("Way to the workshop"), donation.get_delivery_display()),
        (_("Address"), donation.pickup_address),
        (_("Possible days"), "; ".join(_window(one) for one in donation.windows.all())),
        (_("Access"), _access(donation)),
        (_("On the spot"), _spot(donation) if is_ours else ""),
        (_("May wait for others nearby"), _("yes") if donation.joins_others else ""),
        (_("Day agreed"), day(donation.collection_on) if donation.collection_on else ""),
        (_("Comes with them"), _accessories(donation)),
        (_("Word to the workshop"), donation.message),
        (_("Decision that authorises the gift"), donation.deliberation_ref),
    ]


def _window(one: PickupWindow) -> str:
    days = day(one.first_on) if one.first_on == one.last_on else f"{day(one.first_on)} – {day(one.last_on)}"
    hours = [f"{at:%H:%M}" if at else "…" for at in (one.starts, one.ends)] if one.starts or one.ends else []
    return ", ".join(filter(None, [days, " – ".join(hours)]))


def _access(donation: Donation) -> str:
    return ", ".join(
        filter(
            None,
            [
                _("floor: %(floor)s") % {"floor": donation.pickup_floor} if donation.pickup_floor else "",
                _("lift") if donation.has_lift else "",
                _("loading bay") if donation.has_loading_bay else "",
                donation.pickup_access,
            ],
        )
    )


def _spot(donation: Donation) -> str:
    return ", ".join(filter(None, [donation.spot_name, donation.spot_telephone]))


def _accessories(donation: Donation) -> str:
    counted = [
        f"{number(one.quantity)} {one.get_kind_display().lower()}" for one in donation.accessory_counts.all()
    ]
    return ", ".join(filter(None, [*counted, donation.accessories]))
