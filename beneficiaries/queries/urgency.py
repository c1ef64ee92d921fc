"""Which share of its open requests a partner calls urgent, beside the network's: told so that urgency keeps its meaning."""

from dataclasses import dataclass

from django.db.models import Count, Q

from beneficiaries.models import Request
from beneficiaries.states import RequestStage
from reuse.accounts.models import Organisation

FEWEST_PARTNERS, FEWEST_REQUESTS = 5, 20  # below, a share of the network would tell of one partner
SENT = (
    RequestStage.SUBMITTED,
    RequestStage.WAITING,
    RequestStage.PROPOSED,
    RequestStage.RESERVED,
    RequestStage.PAUSED,
)


@dataclass(frozen=True, slots=True)
class UrgencyShare:
    """A partner's urgent requests among those it has sent and that are open; `network`: the same share of all, if told."""

    urgent: int
    sent: int
    network: float | None

    @property
    def own(self) -> float:
        return self.urgent / self.sent if self.sent else 0.0


def urgency_share(partner: Organisation) -> UrgencyShare:
    """In one statement, for the worker's home and the form."""
    is_urgent, is_own = ~Q(urgency=""), Q(partner=partner)
    counted = Request.objects.filter(stage__in=SENT).aggregate(
        sent=Count("pk", filter=is_own),
        urgent=Count("pk", filter=is_own & is_urgent),
        all_sent=Count("pk"),
        all_urgent=Count("pk", filter=is_urgent),
        partners=Count("partner", distinct=True),
    )
    is_told = counted["partners"] >= FEWEST_PARTNERS and counted["all_sent"] >= FEWEST_REQUESTS
    network = counted["all_urgent"] / counted["all_sent"] if is_told else None
    return UrgencyShare(counted["urgent"], counted["sent"], network)
