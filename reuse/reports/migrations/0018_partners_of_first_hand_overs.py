"""What a structure had first is counted for that structure; what a site collected that moved since, where it lies now."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0036_planner_knows_events_of_a_device'),
        ('reports', '0017_a_full_target_foresees_nothing'),
    ]

    operations = [
        migrations.RunSQL(
            "INSERT INTO reports_unfolded (device_id) SELECT device_id FROM reports_milestone WHERE figure = 'handed_over'",
            migrations.RunSQL.noop,
        ),
    ]
