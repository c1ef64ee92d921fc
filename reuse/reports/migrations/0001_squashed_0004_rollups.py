"""The tables of an installation that is new: what 0001_initial to 0004_rollups lead to, at once."""

import django.db.models.deletion
import reuse.core.chance
import reuse.core.creation
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0011_those_whose_access_ends_are_told'),
        ('accounts', '__first__'),
        ('beneficiaries', '0001_squashed_0016_language_of_the_first_steps'),
        ('core', '0001_initial'),
        ('donors', '0001_squashed_0012_papers_of_the_law'),
        ('inventory', '0033_accessories_are_put_aside'),
    ]

    operations = [
        reuse.core.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Target',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('name', models.JSONField()),
                        ('programme', models.JSONField(default=dict)),
                        ('source', models.CharField(blank=True, max_length=240)),
                        ('unit', models.CharField(choices=[('devices', 'devices'), ('computers', 'computers')], default='devices', max_length=12)),
                        ('departments', models.JSONField(default=list)),
                        ('since', models.DateField()),
                        ('until', models.DateField()),
                        ('quantity', models.PositiveIntegerField()),
                        ('returns_within_days', models.PositiveSmallIntegerField(default=0)),
                        ('set_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('funder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                        ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('types', models.ManyToManyField(blank=True, related_name='+', to='core.devicetype')),
                        ('campaign', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='target', to='donors.campaign')),
                        ('counts', models.CharField(choices=[('handed_over', 'devices handed over'), ('collected', 'devices received')], default='handed_over', max_length=12)),
                    ],
                    options={
                        'ordering': ('-quantity', 'id'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('since'))), name='reports_target_period'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1)), name='reports_target_quantity')],
                    },
                ),
                migrations.CreateModel(
                    name='RateTarget',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since_year', models.PositiveSmallIntegerField(unique=True)),
                        ('percent', models.PositiveSmallIntegerField()),
                        ('source', models.CharField(max_length=240)),
                    ],
                    options={
                        'ordering': ('-since_year',),
                    },
                ),
                migrations.CreateModel(
                    name='EquipmentClass',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('category', models.CharField(blank=True, max_length=1)),
                        ('source', models.CharField(max_length=240)),
                        ('since', models.DateField()),
                        ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.devicetype')),
                    ],
                    options={
                        'verbose_name_plural': 'equipment classes',
                        'ordering': ('type', '-since'),
                        'constraints': [models.UniqueConstraint(fields=('type', 'since'), name='reports_equipment_class_is_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='ReuseStatement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField()),
                        ('stock', models.PositiveIntegerField(null=True)),
                        ('routes', models.JSONField(default=list)),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                    ],
                    options={
                        'ordering': ('-id',),
                        'indexes': [models.Index(fields=['organisation', 'year', '-id'], name='reports_statement_year')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('stock', None), ('stock__gte', 1), _connector='OR'), name='reports_statement_stock')],
                    },
                ),
                migrations.CreateModel(
                    name='Tally',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('figure', models.CharField(max_length=24)),
                        ('slice', models.CharField(max_length=16)),
                        ('grain', models.CharField(max_length=1)),
                        ('since', models.DateField()),
                        ('key', models.CharField(max_length=48)),
                        ('count', models.BigIntegerField()),
                        ('weighed', models.BigIntegerField()),
                        ('grams', models.BigIntegerField()),
                        ('dated', models.BigIntegerField()),
                        ('days', models.BigIntegerField()),
                    ],
                    options={
                        'verbose_name_plural': 'tallies',
                        'indexes': [models.Index(condition=models.Q(('count', 0)), fields=['id'], name='reports_tally_of_none')],
                        'constraints': [models.UniqueConstraint(fields=('figure', 'slice', 'grain', 'since', 'key'), name='reports_tally_is_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Unfolded',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('event', models.BigIntegerField(null=True)),
                        ('device', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='inventory.device')),
                    ],
                    options={
                        'verbose_name_plural': 'unfolded',
                    },
                ),
                migrations.CreateModel(
                    name='Milestone',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('figure', models.CharField(max_length=24)),
                        ('on', models.DateField()),
                        ('site_id', models.BigIntegerField()),
                        ('type_id', models.BigIntegerField()),
                        ('donor_kind', models.CharField(max_length=20)),
                        ('organisation_id', models.BigIntegerField()),
                        ('partner_id', models.BigIntegerField(null=True)),
                        ('programme_id', models.BigIntegerField(null=True)),
                        ('days', models.IntegerField(null=True)),
                        ('grams', models.IntegerField(null=True)),
                        ('device', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='milestones', to='inventory.device')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['figure', 'on', 'device'], name='reports_milestone_day'), models.Index(fields=['figure', 'site_id', 'on'], name='reports_milestone_site')],
                        'constraints': [models.UniqueConstraint(fields=('device', 'figure'), name='reports_milestone_is_one')],
                    },
                ),
            ],
        ),
    ]
