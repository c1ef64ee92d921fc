"""The only module that writes how many devices a site wants at a stage, and for how long: from a day on, never before today."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import StageLimit
from inventory.queries.management import limits_in_force
from inventory.states import Stage
from inventory.workflow.refusals import ReferenceFaulty
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.refusals import NotPermitted


@transaction.atomic
def set_limits(
    *, site: Site, limits: Mapping[Stage, tuple[int | None, int | None]], since: date, act: Act
) -> None:
    """Set the limits of a site: by stage, devices at most and days at most. A stage with neither has none.

    What held before stays readable; what is as it was is not written again.
    """
    act.require(Permission.DEVICE_EXIT)
    own = site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))
    if since < act.on:
        raise ReferenceFaulty(_("A limit holds from today on, or from a later day."))
    held = limits_in_force([site], on=since)
    for stage, (devices, days) in limits.items():
        was = held.get((site.pk, stage.value))
        if (devices, days) != ((was.devices, was.days) if was else (None, None)):
            StageLimit.objects.update_or_create(
                site=site,
                stage=stage.value,
                since=since,
                defaults={"devices": devices, "days": days, "by": act.by},
            )
