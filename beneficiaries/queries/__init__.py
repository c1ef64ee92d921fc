"""Questions about requests: eligibility, rank, fit, and what each page lists. Reads only."""

from beneficiaries.queries.eligibility import Condition, Eligibility, criteria_in_force, eligibility
from beneficiaries.queries.fitting import Candidate, Distance, Fit, best_fit
from beneficiaries.queries.pages import (
    CoordinatorHome,
    Page,
    WorkerHome,
    coordinator_home,
    page_of,
    worker_home,
)
from beneficiaries.queries.ranking import Factor, FactorCode, Ranked, Ranking, ranking, rule_in_force

__all__ = [
    "Candidate",
    "Condition",
    "CoordinatorHome",
    "Distance",
    "Eligibility",
    "Factor",
    "FactorCode",
    "Fit",
    "Page",
    "Ranked",
    "Ranking",
    "WorkerHome",
    "best_fit",
    "coordinator_home",
    "criteria_in_force",
    "eligibility",
    "page_of",
    "ranking",
    "rule_in_force",
    "worker_home",
]
