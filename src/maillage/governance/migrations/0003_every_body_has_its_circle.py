import django.db.models.deletion
from django.db import migrations, models


def circle(name):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to='partners.circle', verbose_name='cercle'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0002_circles'),
    ]

    operations = [
        migrations.AlterField(model_name='body', name='circle', field=circle('body')),
        migrations.AlterField(model_name='membergroup', name='circle', field=circle('group')),
    ]
