"""An exclusive target that has all it may count says so instead of a forecast."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0016_homes_that_give_back'),
    ]

    operations = [
        migrations.AlterField(
            model_name='forecast',
            name='why_not',
            field=models.CharField(blank=True, choices=[('short', 'under six months of history are known here'), ('few', 'fewer than 200 devices reached the end in what is known here'), ('campaign', 'a campaign brings what its donors decide, not what a chain yields'), ('early', 'the period has not begun'), ('over', 'the period is over'), ('full', 'it counts as many as it may')], max_length=12),
        ),
    ]
