from django.db import migrations


def move(apps, schema_editor):
    """Nobody named for decisions is lost: they join those the directory names."""
    told = apps.get_model("directory", "Contact").objects
    for one in apps.get_model("beneficiaries", "DecisionContact").objects.order_by("id").values():
        one.pop("id")
        told.create(**one)


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0017_sets_hold_several_devices"),
        ("directory", "0001_squashed_0002_names_of_regions_fit"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="DecisionContact"),
    ]
