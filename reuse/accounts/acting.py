"""The act: who does something, for which organisation, at which site, and when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from reuse.accounts.models import Membership, Organisation, Site, User
from reuse.accounts.roles import Permission
from reuse.core import clock
from reuse.core.refusals import NotPermitted


@dataclass(frozen=True, slots=True)
class Act:
    """What the edge knows and every event records.

    `at`: when it happened; `recorded_at`: when we heard of it; `scan`: the identifier the scanning client gave.
    """

    membership: Membership
    at: datetime
    recorded_at: datetime
    site: Site | None = None
    scan: UUID | None = None

    @classmethod
    def now(cls, membership: Membership, instant: datetime) -> "Act":
        """An act that is recorded as it happens, at the membership's own site."""
        return cls(membership=membership, at=instant, recorded_at=instant, site=membership.site)

    @property
    def by(self) -> User:
        return self.membership.user

    @property
    def organisation(self) -> Organisation:
        return self.membership.organisation

    @property
    def time_zone(self) -> str:
        """The zone of the place where it happened."""
        return self.site.time_zone if self.site else clock.HOME_ZONE

    @property
    def on(self) -> date:
        """The local day on which it happened."""
        return clock.local_date(self.at, self.time_zone)

    def at_site(self, site: Site | None) -> "Act":
        """The same act, placed at a site."""
        return replace(self, site=site)

    def require(self, permission: Permission) -> None:
        """Raise NotPermitted unless the acting role holds the permission."""
        if not self.membership.may(permission):
            raise NotPermitted(_("Your role does not allow this."))
