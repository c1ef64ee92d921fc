"""A batch says more: states and ages, windows, access, locks, accessories, photos; sites say what they take."""

import django.db.models.deletion
import reuse.core.chance
import reuse.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_registration_and_invitations'),
        ('core', '0001_initial'),
        ('donors', '0006_a_large_list_is_read_by_a_job'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LockGuide',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=24, unique=True)),
                ('label', models.JSONField()),
                ('help', models.JSONField()),
                ('types', models.JSONField(default=list)),
                ('order', models.PositiveSmallIntegerField(default=100)),
                ('since', models.DateField()),
                ('source', models.CharField(max_length=240)),
            ],
            options={
                'ordering': ('order', 'code'),
            },
        ),
        migrations.AddField(
            model_name='donation',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='donation',
            name='has_lift',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='donation',
            name='has_loading_bay',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='donation',
            name='joins_others',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='donation',
            name='pickup_access',
            field=models.CharField(blank=True, max_length=240),
        ),
        migrations.AddField(
            model_name='donation',
            name='pickup_floor',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='donation',
            name='spot_name',
            field=reuse.core.fields.EncryptedTextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='donation',
            name='spot_telephone',
            field=reuse.core.fields.EncryptedTextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='donationline',
            name='age',
            field=models.CharField(blank=True, choices=[('', 'Age unknown'), ('under_3', 'Up to 3 years'), ('from_3', '3 to 5 years'), ('from_5', '5 to 8 years'), ('from_8', '8 to 10 years'), ('over_10', 'Over 10 years')], default='', max_length=12),
        ),
        migrations.AddField(
            model_name='donationline',
            name='condition',
            field=models.CharField(choices=[('working', 'Working'), ('unknown', 'Not tested'), ('mixed', 'Some work, some do not'), ('broken', 'Broken')], default='unknown', max_length=12),
        ),
        migrations.CreateModel(
            name='DonationPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='donors.donation')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.storedfile')),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='CollectingRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('takes_collections', models.BooleanField(default=True)),
                ('takes_drop_offs', models.BooleanField(default=True)),
                ('drop_off_hours', models.CharField(blank=True, max_length=200)),
                ('types', models.JSONField(default=list)),
                ('minimum', models.PositiveIntegerField(default=0)),
                ('radius_km', models.PositiveIntegerField(null=True)),
                ('latitude', models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ('longitude', models.DecimalField(decimal_places=4, max_digits=7, null=True)),
                ('at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='collecting_rules', to='accounts.site')),
            ],
            options={
                'ordering': ('site', '-since'),
                'constraints': [models.UniqueConstraint(fields=('site', 'since'), name='donors_collecting_rule_is_unique'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__gte', -90), ('latitude__lte', 90), ('longitude__gte', -180), ('longitude__lte', 180)), _connector='OR'), name='donors_collecting_rule_position')],
            },
        ),
        migrations.CreateModel(
            name='DonationAccessory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('charger', 'Chargers'), ('dock', 'Docking stations'), ('keyboard', 'Keyboards'), ('mouse', 'Mice'), ('headset', 'Headsets'), ('bag', 'Bags'), ('cable', 'Cables')], max_length=12)),
                ('quantity', models.PositiveIntegerField()),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='accessory_counts', to='donors.donation')),
            ],
            options={
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('donation', 'kind'), name='donors_accessory_is_unique'), models.CheckConstraint(condition=models.Q(('quantity__gte', 1), ('quantity__lte', 100000)), name='donors_accessory_quantity')],
            },
        ),
        migrations.CreateModel(
            name='LockAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('none', 'None of them has it'), ('lifted', 'Lifted'), ('before', 'Will be lifted before they leave'), ('unknown', 'I do not know')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lock_answers', to='donors.donation')),
                ('type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.devicetype')),
                ('lock', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='donors.lockguide')),
            ],
            options={
                'ordering': ('type__order', 'lock__order'),
                'constraints': [models.UniqueConstraint(fields=('donation', 'type', 'lock'), name='donors_one_answer_per_type_and_lock')],
            },
        ),
        migrations.CreateModel(
            name='PickupWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('starts', models.TimeField(null=True)),
                ('ends', models.TimeField(null=True)),
                ('donation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='windows', to='donors.donation')),
            ],
            options={
                'ordering': ('first_on', 'starts', 'id'),
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='donors_window_days_in_order'), models.CheckConstraint(condition=models.Q(('starts', None), ('ends', None), ('ends__gt', models.F('starts')), _connector='OR'), name='donors_window_hours_in_order')],
            },
        ),
    ]
