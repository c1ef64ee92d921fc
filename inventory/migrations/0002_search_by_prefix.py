"""Devices are found by how their names begin, and listed latest first."""

from django.db import migrations, models

from reuse.core.prefixes import Folded


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "device", models.Index(fields=["-stage_since", "-id"], name="inventory_device_latest")
        ),
        migrations.AddIndex(
            "device", models.Index(Folded("manufacturer"), name="inventory_device_manufacturer")
        ),
        migrations.AddIndex("device", models.Index(Folded("model"), name="inventory_device_model")),
        migrations.AddIndex(
            "identifier", models.Index(Folded("normalised"), name="inventory_identifier_prefix")
        ),
    ]
