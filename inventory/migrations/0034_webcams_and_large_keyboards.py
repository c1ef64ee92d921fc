"""Kinds that requests ask for, added where the table was filled before they shipped."""

from django.db import migrations

KINDS = (
    {
        "code": "keyboard_large",
        "label": {"fr": "clavier à grosses touches", "en": "large-key keyboard"},
        "category": "keyboard",
        "low_at": 2,
        "order": 101,
    },
    {
        "code": "webcam",
        "label": {"fr": "webcam", "en": "webcam"},
        "category": "other",
        "low_at": 2,
        "order": 145,
    },
)


def add(apps, _schema_editor):
    kinds = apps.get_model("inventory", "AccessoryKind")
    if not kinds.objects.exists():  # a new installation is filled once its tables stand
        return
    for kind in KINDS:
        kinds.objects.get_or_create(code=kind["code"], defaults=kind)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0033_accessories_are_put_aside")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
