"""Who acts when nobody does: what falls due by a rule is written under the installation's own name."""

from datetime import datetime
from typing import Final

from reuse.accounts.acting import Act
from reuse.accounts.models import Membership, Organisation, User
from reuse.accounts.roles import Role

EMAIL: Final = "machine@reuse.invalid"  # nobody's: it cannot sign in, and no letter goes there


def machine(partner: Organisation, at: datetime, role: Role = Role.SOCIAL_WORKER) -> Act:
    """An act of the installation for a partner's requests, in the role the act takes."""
    user, _is_new = User.objects.get_or_create(email=EMAIL, defaults={"name": "Reuse", "is_active": False})
    return Act.now(Membership(user=user, organisation=partner, role=role), at)
