"""The reports there are were received by the owner of their file, with their device's batch."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    evidence, stored = apps.get_model("inventory", "Evidence"), apps.get_model("accounts", "StoredFile")
    owner = stored.objects.filter(pk=OuterRef("file")).values("owner")
    device = apps.get_model("inventory", "Device").objects.filter(pk=OuterRef("device")).values("donation")
    evidence.objects.filter(holder=None).update(holder=Subquery(owner), donation=Subquery(device))


class Migration(migrations.Migration):
    atomic = False  # PostgreSQL alters no table with rows changed in the same transaction
    dependencies = [("inventory", "0003_series_places_and_waiting_reports")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "evidence",
            "holder",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
            ),
        ),
    ]
