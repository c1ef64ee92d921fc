from django.db import migrations


def territories(apps, _editor):
    """Codes of departments become territories; each target gets its first version."""
    Target = apps.get_model("reports", "Target")
    Version = apps.get_model("reports", "TargetVersion")
    Membership = apps.get_model("accounts", "Membership")
    for target in Target.objects.order_by("pk"):
        target.areas = [{"kind": "department", "code": code} for code in target.areas]
        target.save(update_fields=["areas"])
        membership = Membership.objects.filter(user_id=target.set_by_id).order_by("pk").first()
        if membership is None:
            continue
        kept = ("name", "programme", "source", "counts", "unit", "areas", "quantity", "returns_within_days")
        Version.objects.create(
            target=target,
            number=1,
            facts={
                **{name: getattr(target, name) for name in kept},
                "source_url": "",
                "source_on": None,
                "since": target.since.isoformat(),
                "until": target.until.isoformat(),
                "milestones": [],
                "is_exclusive": False,
                "types": list(target.types.order_by("order", "code").values_list("code", flat=True)),
                "funder": target.funder.name if target.funder else "",
                "parent": "",
                "is_ended": target.ended_at is not None,
            },
            by_id=target.set_by_id,
            for_organisation_id=membership.organisation_id,
            at=target.set_at,
        )


def departments(apps, _editor):
    """Back: what is no department is lost."""
    for target in apps.get_model("reports", "Target").objects.all():
        target.areas = [one["code"] for one in target.areas if one["kind"] == "department"]
        target.save(update_fields=["areas"])


class Migration(migrations.Migration):

    dependencies = [('reports', '0005_targets_in_one_another')]

    operations = [migrations.RunPython(territories, departments)]
