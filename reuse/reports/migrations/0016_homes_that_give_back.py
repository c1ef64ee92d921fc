"""The few homes that give their device back are found by an index of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0036_planner_knows_events_of_a_device'),
        ('reports', '0015_counts_of_days_by_an_index'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='milestone',
            index=models.Index(condition=models.Q(('days__isnull', False), ('figure', 'homes')), fields=['on', 'days'], name='reports_milestone_home_back'),
        ),
    ]
