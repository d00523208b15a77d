import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('partners', '0002_contacts_that_stay_current'),
        ('territories', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='space_epoch',
            field=models.PositiveIntegerField(default=0, verbose_name='liens repris'),
        ),
        migrations.CreateModel(
            name='Circle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='nom')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='clos le')),
                ('authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circles', to='territories.authority', verbose_name='autorité')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='partners.circle', verbose_name='partie de')),
            ],
            options={
                'verbose_name': 'cercle',
                'ordering': ['name', 'pk'],
                'base_manager_name': 'everywhere',
            },
            managers=[
                ('objects', django.db.models.manager.Manager()),
                ('everywhere', django.db.models.manager.Manager()),
            ],
        ),
    ]
