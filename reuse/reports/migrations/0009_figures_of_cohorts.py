"""More figures are told of each device: what the roll-ups hold is counted anew, device by device."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("reports", "0008_reports_of_a_period")]

    operations = [
        migrations.RunSQL(
            "INSERT INTO reports_unfolded (device_id) SELECT id FROM inventory_device",
            migrations.RunSQL.noop,
        )
    ]
