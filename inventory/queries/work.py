"""What waits for whom in a workshop."""

from datetime import date

from django.db.models import QuerySet

from inventory.models import (
    Device,
    Medium,
    QualityCheck,
    ScanRecord,
)
from inventory.states import WORK, Stage
from reuse.accounts.models import Membership
from reuse.accounts.roles import ROLES, Permission


def checks_to_sign(membership: Membership) -> QuerySet[QualityCheck]:
    """Passed checklists that wait for a second person, other than their tester."""
    return (
        QualityCheck.objects.filter(
            device__in=Device.objects.visible_to(membership).at_stage(Stage.QUALITY_CHECK),
            stage=Stage.QUALITY_CHECK,
            passed=True,
            voided_at=None,
            signed_by=None,
        )
        .exclude(tested_by=membership.user)
        .select_related("device__type", "tested_by")
        .order_by("tested_at")
    )


def failed_media(membership: Membership) -> QuerySet[Medium]:
    """Media whose erasure failed, in devices this membership may see that are still on the way."""
    on_the_way = Device.objects.visible_to(membership).at_stage(Stage.RECEIVED, *WORK, Stage.AFTER_SALES)
    return Medium.objects.filter(device__in=on_the_way, state=Medium.State.FAILED).select_related(
        "device__type"
    )


def scans_of(membership: Membership) -> QuerySet[ScanRecord]:
    """A person's own scans for their organisation, latest first."""
    return (
        ScanRecord.objects.filter(by=membership.user, organisation=membership.organisation)
        .select_related("device__type", "device__donation")
        .order_by("-pk")
    )


def colleagues(membership: Membership, *, today: date) -> QuerySet[Membership]:
    """The others of one's workshop who may sign: for what takes two people."""
    signing = [role.value for role, one in ROLES.items() if Permission.DEVICE_SIGN_OFF in one.permissions]
    return (
        Membership.objects.current(today)
        .filter(organisation=membership.organisation, role__in=signing)
        .exclude(user=membership.user)
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
    )
