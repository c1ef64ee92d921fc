from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_organisations_are_found_by_number"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessrecord",
            name="fields",
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
