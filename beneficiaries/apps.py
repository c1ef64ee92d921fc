"""App configuration: the programmes, uses and ranking rule the product ships with."""

from pathlib import Path

from django.apps import AppConfig

FOLDER = Path(__file__).parent / "reference_data"


class BeneficiariesConfig(AppConfig):
    name = "beneficiaries"

    def ready(self) -> None:
        from beneficiaries import documents  # noqa: F401  # registers its renderer
        from beneficiaries.models import Criterion, Programme, PurposeProfile, RankingRule
        from reuse.core import reference

        programmes = reference.read_json(FOLDER / "programmes.json")

        def criteria() -> list[Criterion]:
            owners = {programme.code: programme for programme in Programme.objects.all()}
            return [
                Criterion(programme=owners[programme["code"]], since=programme["since"], **row)
                for programme in programmes
                if programme["code"] in owners
                for row in programme["criteria"]
            ]

        reference.ships(
            Programme,
            lambda: [
                Programme(**{key: value for key, value in row.items() if key != "criteria"})
                for row in programmes
            ],
        )
        reference.ships(Criterion, criteria)
        reference.ships(
            PurposeProfile,
            lambda: [PurposeProfile(**row) for row in reference.read_json(FOLDER / "purposes.json")],
        )
        reference.ships(
            RankingRule,
            lambda: [RankingRule(**row) for row in reference.read_json(FOLDER / "ranking_rules.json")],
        )
