"""App configuration: the programmes, uses and ranking rule the product ships with."""

from pathlib import Path

from django.apps import AppConfig


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"

    def ready(self) -> None:
        from beneficiaries.models import Criterion, Programme, PurposeProfile, RankingRule
        from reuse.core import reference

        folder = Path(__file__).parent / "reference_data"
        programmes = reference.read_json(folder / "programmes.json")

        def criteria() -> list[Criterion]:
            owners = {programme.code: programme for programme in Programme.objects.all()}
            return [
                Criterion(programme=owners[row["code"]], since=row["since"], **criterion)
                for row in programmes
                if row["code"] in owners
                for criterion in row["criteria"]
            ]

        reference.ships(
            Programme,
            lambda: [
                Programme(**{key: value for key, value in row.items() if key != "criteria"})
                for row in programmes
            ],
        )
        reference.ships(Criterion, criteria)
        for model, name in ((PurposeProfile, "purposes"), (RankingRule, "ranking_rules")):
            reference.ships(
                model,
                lambda model=model, name=name: [
                    model(**row) for row in reference.read_json(folder / f"{name}.json")
                ],
            )
