"""What is decided together: a draft of the rule with its remarks, a commission, a request moved by a person."""

from datetime import datetime, timedelta

from beneficiaries import queries, workflow
from beneficiaries.models import RankingRule
from beneficiaries.states import RuleStage, Where
from reuse.demo.network import Network, act


def publish_draft(network: Network, at: datetime) -> None:
    """A second version of the rule, public as a draft."""
    boss = act(network.coordinator, at)
    rule = queries.rule_in_force(boss.on)
    weights = {name: getattr(rule, name) for name in RankingRule.WEIGHTS}
    draft = workflow.write_rule(
        weights={**weights, "urgency_points": 12, "points_per_territory_gap": 3},
        text="Les dates à tenir pesaient trop : en six mois, elles ont fait attendre les autres demandes deux semaines de plus. Les départements moins servis remontent un peu plus vite.",
        act=boss,
    )
    workflow.publish_draft(rule=draft, act=boss)


def comment(network: Network, at: datetime) -> None:
    """A partner and a citizen say what they think of it; one remark is not read yet."""
    boss = act(network.coordinator, at)
    rule = RankingRule.objects.get(stage=RuleStage.PUBLIC)
    texts = (
        ("La rentrée est une vraie date : gardez assez de points pour les familles.", True, True),
        ("Bonne idée pour les vallées, où rien n’arrive jamais.", False, True),
        ("Pourquoi ne pas tirer au sort ?", False, False),
    )
    for text, is_from_partner, is_read in texts:
        remark = workflow.leave_remark(
            rule=rule, text=text, on=boss.on, at=at, is_from_partner=is_from_partner
        )
        if is_read:
            workflow.read_remark(remark=remark, is_shown=True, act=boss)


def move_one(network: Network, at: datetime) -> None:
    """The coordinator puts the last of the longest queue first."""
    boss = act(network.coordinator, at)
    rows = queries.ranking(on=boss.on).rows
    if rows:
        last = max(rows, key=lambda row: (row.of, row.position)).request
        workflow.place(request=last, where=Where.FIRST, reason_code="deadline", act=boss)


def name_commission(network: Network, at: datetime) -> None:
    """From now on, local partners decide on the requests of the 73."""
    boss = act(network.coordinator, at)
    commission = workflow.name_commission(
        name="Commission du bassin chambérien", programme=None, partner=None, department="73", act=boss
    )
    workflow.plan_session(commission=commission, on=boss.on + timedelta(days=7), act=boss)
