"""The two days of a batch are windows now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("donors", "0008_announcements_so_far")]

    operations = [
        migrations.RemoveField("donation", "pickup_from"),
        migrations.RemoveField("donation", "pickup_until"),
    ]
