"""The only module that writes how many devices a site wants at a stage, and for how long."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from inventory.models import StageLimit
from inventory.states import Stage
from reuse.accounts.acting import Act
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission, Reach
from reuse.core.refusals import NotPermitted


@transaction.atomic
def set_limits(*, site: Site, limits: Mapping[Stage, tuple[int | None, int | None]], act: Act) -> None:
    """Set the limits of a site: by stage, devices at most and days at most. A stage with neither has none."""
    act.require(Permission.DEVICE_EXIT)
    own = site.organisation_id == act.organisation.pk
    if not own and act.membership.description.reach != Reach.NETWORK:
        raise NotPermitted(_("This site belongs to another organisation."))
    StageLimit.objects.filter(site=site, stage__in=list(limits)).delete()
    StageLimit.objects.bulk_create(
        [
            StageLimit(site=site, stage=stage.value, devices=devices, days=days)
            for stage, (devices, days) in limits.items()
            if devices is not None or days is not None
        ]
    )
