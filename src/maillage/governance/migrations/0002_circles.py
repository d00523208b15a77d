"""Each body and each college gets its circle; the field is closed in the next step, once every row has one."""

import django.db.models.deletion
from django.db import migrations, models


def give_circles(apps, schema_editor):
    Circle = apps.get_model('partners', 'Circle')
    Body = apps.get_model('governance', 'Body')
    MemberGroup = apps.get_model('governance', 'MemberGroup')
    for body in Body._base_manager.filter(circle=None):
        body.circle = Circle._base_manager.create(
            authority_id=body.authority_id, name=body.name, closed_on=body.closed_on
        )
        body.save(update_fields=['circle'])
    for group in MemberGroup._base_manager.filter(circle=None).select_related('body'):
        group.circle = Circle._base_manager.create(
            authority_id=group.body.authority_id, parent_id=group.body.circle_id, name=group.name
        )
        group.save(update_fields=['circle'])


def circle(name):
    return models.OneToOneField(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name=name, to='partners.circle', verbose_name='cercle'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('governance', '0001_initial'),
        ('partners', '0003_circles_and_links'),
    ]

    operations = [
        migrations.AddField(model_name='body', name='circle', field=circle('body')),
        migrations.AddField(model_name='membergroup', name='circle', field=circle('group')),
        migrations.RunPython(give_circles, migrations.RunPython.noop),
    ]
