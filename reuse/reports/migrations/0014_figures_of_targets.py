"""Hand-overs know the home, the priority district and the exclusive target: they are counted anew, device by device."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0035_prices_cover_sets'),
        ('reports', '0013_audit_samples'),
    ]

    operations = [
        migrations.AddField(
            model_name='milestone',
            name='claimed_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='milestone',
            name='district_of',
            field=models.CharField(default='', max_length=3),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(condition=models.Q(('district_of', ''), _negated=True), fields=['district_of', 'figure', 'on', 'site_id', 'type_id'], name='reports_milestone_district'),
        ),
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(condition=models.Q(('claimed_by__isnull', False)), fields=['claimed_by', 'figure', 'on', 'site_id', 'type_id'], name='reports_milestone_claimed'),
        ),
        migrations.AddIndex(
            model_name='tally',
            index=models.Index(condition=models.Q(('grain', 'D')), fields=['figure', 'slice', 'key', 'since'], name='reports_tally_key'),
        ),
        migrations.RunSQL(
            "INSERT INTO reports_unfolded (device_id) SELECT device_id FROM reports_milestone WHERE figure = 'handed_over'",
            migrations.RunSQL.noop,
        ),
    ]
