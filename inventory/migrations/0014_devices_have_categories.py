import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_badge_records'),
        ('core', '0001_initial'),
        ('donors', '0002_documents_of_a_donation'),
        ('inventory', '0013_parts_and_accessories'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CategoryDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(blank=True, max_length=16)),
                ('points', models.IntegerField(null=True)),
                ('reasons', models.JSONField(default=list)),
                ('missing', models.JSONField(default=list)),
                ('facts', models.JSONField(default=dict)),
                ('is_by_hand', models.BooleanField(default=False)),
                ('reason_code', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CategoryRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.SlugField(max_length=60, unique=True)),
                ('title', models.JSONField()),
                ('content', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField(null=True)),
                ('published_from', models.DateField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='CpuAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('normalised', models.CharField(max_length=120, unique=True)),
                ('spelling', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='CpuMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('processor', 'Processor'), ('model', 'Model')], default='processor', max_length=12)),
                ('name', models.CharField(max_length=120)),
                ('normalised', models.CharField(max_length=120)),
                ('family', models.CharField(blank=True, max_length=24)),
                ('code', models.CharField(blank=True, max_length=24)),
                ('mark', models.PositiveIntegerField()),
                ('source', models.CharField(max_length=200)),
                ('dated', models.DateField()),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.AddField(
            model_name='device',
            name='category',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name='device',
            name='cpu_mark',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='device',
            name='functional_grade',
            field=models.CharField(blank=True, max_length=2),
        ),
        migrations.AlterField(
            model_name='deviceevent',
            name='kind',
            field=models.CharField(choices=[('announced', 'Announced by the donor'), ('found', 'Found at reception, not on the list'), ('moved', 'Moved'), ('corrected', 'Last move taken back'), ('described', 'Description changed'), ('identified', 'Identifier added'), ('labelled', 'Label printed'), ('evidence_added', 'Report attached'), ('medium_found', 'Storage medium found'), ('reset_attested', 'Medium reset, to be checked by another person'), ('reset_refused', 'Reset not confirmed'), ('medium_erased', 'Medium erased and verified'), ('medium_failed', 'Erasure failed'), ('medium_removed', 'Medium removed'), ('medium_destroyed', 'Medium destroyed'), ('no_storage', 'Stated: no storage medium'), ('placed', 'Put in a place'), ('weighed', 'Weighed'), ('graded', 'Graded'), ('categorised', 'Category decided'), ('checked', 'Checklist filled in'), ('signed_off', 'Signed by a second person'), ('exempted', 'Second signature waived at this site'), ('became_waste', 'Became waste'), ('left_waste', 'Left waste status'), ('collected', 'Collected for recycling'), ('lane_corrected', 'Legal lane corrected'), ('transferred', 'Sent to another site'), ('merged', 'Merged with another device'), ('part_harvested', 'Part taken out'), ('part_fitted', 'Part fitted'), ('part_returned', 'Part back in stock'), ('part_scrapped', 'Part scrapped'), ('part_awaited', 'Waits for a part'), ('accessory_attached', 'Accessory attached'), ('accessory_detached', 'Accessory taken off')], max_length=32),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(fields=['category', '-stage_since', '-id'], name='inventory_device_category'),
        ),
        migrations.AddField(
            model_name='categorydecision',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='categorydecision',
            name='device',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='category_decisions', to='inventory.device'),
        ),
        migrations.AddField(
            model_name='categoryrules',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='categoryrules',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='categorydecision',
            name='rules',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.categoryrules'),
        ),
        migrations.AddField(
            model_name='cpualias',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='cpumark',
            index=models.Index(fields=['code', 'family'], name='inventory_cpu_mark_code'),
        ),
        migrations.AddConstraint(
            model_name='cpumark',
            constraint=models.UniqueConstraint(fields=('kind', 'normalised'), name='inventory_cpu_mark_is_unique'),
        ),
        migrations.AddField(
            model_name='cpualias',
            name='mark',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='inventory.cpumark'),
        ),
        migrations.AddIndex(
            model_name='categorydecision',
            index=models.Index(fields=['device', '-id'], name='inventory_category_latest'),
        ),
        migrations.AddConstraint(
            model_name='categorydecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('is_by_hand', False), ('reason_code', '')), models.Q(('is_by_hand', True), models.Q(('reason_code', ''), _negated=True)), _connector='OR'), name='inventory_category_by_hand_has_reason'),
        ),
    ]
