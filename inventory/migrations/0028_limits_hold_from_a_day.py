import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0001_squashed_0027_what_trips_had_loaded"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="stagelimit",
            name="since",
            field=models.DateField(default=datetime.date(2026, 1, 1)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="stagelimit",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterModelOptions(name="stagelimit", options={"ordering": ("site", "stage", "since")}),
        migrations.RemoveConstraint(model_name="stagelimit", name="inventory_stage_limit_is_unique"),
        migrations.AddConstraint(
            model_name="stagelimit",
            constraint=models.UniqueConstraint(
                fields=("site", "stage", "since"), name="inventory_stage_limit_is_unique"
            ),
        ),
        migrations.AddIndex(
            model_name="deviceevent",
            index=models.Index(
                condition=models.Q(("kind", "transferred")), fields=["on"], name="inventory_event_transferred"
            ),
        ),
    ]
