"""The tables of an installation that is new: what 0001_directory_of_places to 0002_names_of_regions_fit lead to, at once."""

import django.db.models.deletion
import reuse.core.chance
import reuse.core.creation
import reuse.core.prefixes
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0011_those_whose_access_ends_are_told'),
        ('accounts', '__first__'),
    ]

    operations = [
        reuse.core.creation.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Contact',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('department', models.CharField(blank=True, max_length=3)),
                        ('role', models.CharField(max_length=120)),
                        ('telephone', models.CharField(max_length=20)),
                        ('hours', models.CharField(max_length=120)),
                        ('since', models.DateField()),
                    ],
                    options={
                        'ordering': ('-since', '-id'),
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('ccas', 'Municipal social services (CCAS)'), ('council', 'Town hall or community of communes'), ('department', 'Departmental council'), ('association', 'Association'), ('france_services', 'France services'), ('digital_space', 'Digital space (EPN, third place)'), ('library', 'Library'), ('social_centre', 'Social centre'), ('employment', 'Employment service'), ('benefits', 'Benefits office (CAF, CPAM, MSA)'), ('workshop', 'Workshop or counter of the network'), ('other', 'Other place')], default='other', max_length=20)),
                        ('name', models.CharField(max_length=150)),
                        ('siret', models.CharField(blank=True, max_length=14)),
                        ('rna', models.CharField(blank=True, max_length=10)),
                        ('parent', models.CharField(blank=True, max_length=160)),
                        ('address', models.CharField(blank=True, max_length=240)),
                        ('address_more', models.CharField(blank=True, max_length=160)),
                        ('postal_code', models.CharField(blank=True, max_length=5)),
                        ('city', models.CharField(blank=True, max_length=80)),
                        ('city_code', models.CharField(blank=True, max_length=5)),
                        ('department', models.CharField(blank=True, max_length=3)),
                        ('latitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                        ('longitude', models.DecimalField(blank=True, decimal_places=5, max_digits=8, null=True)),
                        ('telephone', models.CharField(blank=True, max_length=20)),
                        ('email', models.EmailField(blank=True, max_length=254)),
                        ('website', models.URLField(blank=True, max_length=400)),
                        ('booking_url', models.URLField(blank=True, max_length=400)),
                        ('accessibility_url', models.URLField(blank=True, max_length=400)),
                        ('opening_hours', models.CharField(blank=True, max_length=400)),
                        ('summary', models.CharField(blank=True, max_length=280)),
                        ('detail', models.TextField(blank=True, max_length=2000)),
                        ('services', models.JSONField(blank=True, default=list)),
                        ('publics', models.JSONField(blank=True, default=list)),
                        ('care', models.JSONField(blank=True, default=list)),
                        ('fees', models.JSONField(blank=True, default=list)),
                        ('access', models.JSONField(blank=True, default=list)),
                        ('support', models.JSONField(blank=True, default=list)),
                        ('programmes', models.JSONField(blank=True, default=list)),
                        ('labels', models.JSONField(blank=True, default=list)),
                        ('roaming', models.JSONField(blank=True, default=list)),
                        ('languages', models.JSONField(blank=True, default=list)),
                        ('other_labels', models.CharField(blank=True, max_length=240)),
                        ('capacity_a_month', models.PositiveIntegerField(blank=True, null=True)),
                        ('source', models.CharField(blank=True, max_length=80)),
                        ('source_id', models.CharField(blank=True, max_length=160)),
                        ('updated_on', models.DateField()),
                        ('verified_on', models.DateField(blank=True, null=True)),
                        ('is_public', models.BooleanField(default=True)),
                        ('closed_on', models.DateField(blank=True, null=True)),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='accounts.organisation')),
                        ('site', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='accounts.site')),
                    ],
                    options={
                        'verbose_name_plural': 'entries',
                        'ordering': ('department', 'city', 'name', 'id'),
                        'indexes': [models.Index(fields=['department', 'city', 'name', 'id'], name='directory_entry_order'), models.Index(fields=['siret'], name='directory_entry_siret'), models.Index(reuse.core.prefixes.Folded('name'), name='directory_entry_name')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('source_id', ''), _negated=True), fields=('source', 'source_id'), name='directory_entry_source'), models.UniqueConstraint(condition=models.Q(('site', None)), fields=('organisation',), name='directory_entry_organisation')],
                    },
                ),
                migrations.CreateModel(
                    name='Guide',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('help', 'Skills help'), ('workshop', 'Workshop'), ('guide', 'Guide to read')], default='help', max_length=12)),
                        ('title', models.CharField(max_length=120)),
                        ('text', models.CharField(blank=True, max_length=280)),
                        ('url', models.URLField(max_length=400)),
                        ('theme', models.CharField(choices=[('general', 'Everything else'), ('device', 'Device'), ('connection', 'Connection'), ('skills', 'Skills'), ('procedures', 'Online procedures'), ('health', 'Health'), ('work', 'Work and training'), ('school', 'School and family')], default='skills', max_length=12)),
                        ('department', models.CharField(blank=True, max_length=3)),
                        ('language', models.CharField(default='fr', max_length=5)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('checked_on', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ('theme', '-department', 'title', 'id'),
                        'constraints': [models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='directory_guide_period')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(default=reuse.core.chance.new_uuid, editable=False, unique=True)),
                        ('name', models.CharField(max_length=200)),
                        ('rows', models.JSONField()),
                        ('at', models.DateTimeField()),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
                migrations.CreateModel(
                    name='Area',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('commune', 'commune'), ('epci', 'community of communes'), ('department', 'department'), ('region', 'region'), ('country', 'the whole country')], max_length=12)),
                        ('code', models.CharField(max_length=40)),
                        ('department', models.CharField(blank=True, max_length=3)),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='directory.entry')),
                    ],
                    options={
                        'ordering': ('kind', 'code'),
                        'constraints': [models.UniqueConstraint(fields=('entry', 'kind', 'code'), name='directory_area_is_unique')],
                    },
                ),
                migrations.CreateModel(
                    name='Referent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('theme', models.CharField(choices=[('general', 'Everything else'), ('device', 'Device'), ('connection', 'Connection'), ('skills', 'Skills'), ('procedures', 'Online procedures'), ('health', 'Health'), ('work', 'Work and training'), ('school', 'School and family')], max_length=12)),
                        ('role', models.CharField(max_length=120)),
                        ('email', models.EmailField(blank=True, max_length=254)),
                        ('telephone', models.CharField(blank=True, max_length=20)),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referents', to='directory.entry')),
                    ],
                    options={
                        'ordering': ('theme',),
                        'constraints': [models.UniqueConstraint(fields=('entry', 'theme'), name='directory_one_referent_a_theme'), models.CheckConstraint(condition=models.Q(models.Q(('email', ''), _negated=True), models.Q(('telephone', ''), _negated=True), _connector='OR'), name='directory_referent_is_reached')],
                    },
                ),
            ],
        ),
    ]
