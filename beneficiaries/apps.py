"""App configuration: the programmes, uses and ranking rule the product ships with."""

from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

FOLDER = Path(__file__).parent / "reference_data"


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"

    def ready(self) -> None:
        from beneficiaries import (
            documents,  # noqa: F401  # registers its renderer
            queries,
            workflow,
        )
        from beneficiaries.codes import Kept
        from beneficiaries.models import (
            AfterwardsRule,
            Criterion,
            CriterionAmount,
            HoldingRule,
            KeepingRule,
            PaymentMeans,
            Programme,
            PurposeProfile,
            RankingRule,
            SetRule,
            VoucherRule,
            WaitingRule,
        )
        from beneficiaries.queries.kept_up import KEPT_UP
        from inventory.queries.reference import keeps_up
        from reuse.accounts import belongings, retention, setup
        from reuse.core import reference

        belongings.belongs(
            "requests",
            belongings.Belonging(
                _("requests followed"),
                queries.unfinished_of,
                lambda user, to, act: workflow.hand_all_on(worker=user, to=to, act=act),
            ),
        )
        retention.forgets(workflow.forget_due)
        workflow.forgets(Kept.VOUCHER, workflow.forget_vouchers)
        for table in KEPT_UP:
            keeps_up(table)
        for order, (code, title, detail) in enumerate(
            (
                (
                    "reading-list",
                    _("Who has read what"),
                    _("Identities and originals opened, why and by whom."),
                ),
                ("erasures", _("Erasures on demand"), _("By the reference of a case; figures stay.")),
                (
                    "privacy-register",
                    _("Register of processing"),
                    _("What is kept of persons, why, how long."),
                ),
            )
        ):
            setup.page(code, setup.Page(title, detail, f"beneficiaries:{code}", 900 + order))
        reference.ships(
            VoucherRule,
            lambda: [VoucherRule(**row) for row in reference.read_json(FOLDER / "voucher_rules.json")],
        )
        reference.ships(
            PaymentMeans,
            lambda: [PaymentMeans(**row) for row in reference.read_json(FOLDER / "payment_means.json")],
            label=_("Means of payment"),
        )
        reference.ships(
            SetRule, lambda: [SetRule(**row) for row in reference.read_json(FOLDER / "set_rules.json")]
        )
        programmes = reference.read_json(FOLDER / "programmes.json")

        def criteria() -> list[Criterion]:
            owners = {programme.code: programme for programme in Programme.objects.all()}
            return [
                Criterion(
                    programme=owners[programme["code"]],
                    since=programme["since"],
                    **{name: value for name, value in row.items() if name != "amounts"},
                )
                for programme in programmes
                if programme["code"] in owners
                for row in programme["criteria"]
            ]

        def amounts() -> list[CriterionAmount]:
            given = {
                (programme["code"], row["code"]): row.get("amounts", [])
                for programme in programmes
                for row in programme["criteria"]
            }
            return [
                CriterionAmount(criterion=criterion, **amount)
                for criterion in Criterion.objects.select_related("programme")
                for amount in given.get((criterion.programme.code, criterion.code), [])
            ]

        reference.ships(
            Programme,
            lambda: [
                Programme(**{key: value for key, value in row.items() if key != "criteria"})
                for row in programmes
            ],
            label=_("Programmes"),
            kept_at="beneficiaries:programmes",
        )
        reference.ships(
            Criterion, criteria, label=_("Conditions of programmes"), kept_at="beneficiaries:programmes"
        )
        reference.ships(
            CriterionAmount, amounts, label=_("Amounts of conditions"), kept_at="beneficiaries:programmes"
        )
        workflow.forgets(Kept.FOLLOW_UP, workflow.forget_words)
        reference.ships(
            AfterwardsRule,
            lambda: [AfterwardsRule(**row) for row in reference.read_json(FOLDER / "afterwards_rules.json")],
        )
        reference.ships(
            KeepingRule,
            lambda: [KeepingRule(**row) for row in reference.read_json(FOLDER / "keeping_rules.json")],
        )
        reference.ships(
            PurposeProfile,
            lambda: [PurposeProfile(**row) for row in reference.read_json(FOLDER / "purposes.json")],
            label=_("Uses and what each needs"),
        )
        reference.ships(
            RankingRule,
            lambda: [RankingRule(**row) for row in reference.read_json(FOLDER / "ranking_rules.json")],
            label=_("Rules of the queue"),
            kept_at="beneficiaries:rules",
        )
        reference.ships(
            HoldingRule,
            lambda: [HoldingRule(**row) for row in reference.read_json(FOLDER / "holding_rules.json")],
        )
        reference.ships(
            WaitingRule,
            lambda: [WaitingRule(**row) for row in reference.read_json(FOLDER / "waiting_rules.json")],
        )
