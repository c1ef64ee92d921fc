from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("donors", "0001_squashed_0012_papers_of_the_law"),
        ("inventory", "0001_squashed_0027_what_trips_had_loaded"),
    ]

    operations = [
        migrations.RemoveField(model_name="appointment", name="pallets"),
        migrations.RemoveField(model_name="appointment", name="seals"),
    ]
