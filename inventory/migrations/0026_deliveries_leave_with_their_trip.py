import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("donors", "0012_papers_of_the_law"),
        ("inventory", "0025_receptions_as_they_happen"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="trip",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departure",
                to="donors.appointment",
            ),
        ),
    ]
