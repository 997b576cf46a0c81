import uuid

import django.db.models.deletion
from django.db import migrations, models

from core import sealed_box

PAPER_BYTES = 8400


def seal(apps, schema_editor):
    """What waits readable goes into the sealed box of its round; the days on which it was written are forgotten."""
    for reply in apps.get_model("rectification", "RoundReply").objects.select_related("round"):
        paper = {"about": reply.about, "text": reply.text}
        sealed_box.put(reply.round, paper, slot=PAPER_BYTES, on=reply.received_on, once=str(reply.key))


def unseal(apps, schema_editor):
    """Everything that was not taken out waits readable again, as of the round's last day."""
    RoundReply = apps.get_model("rectification", "RoundReply")
    for found in apps.get_model("rectification", "OpinionRound").objects.all():
        papers = sealed_box.take_out(found)
        papers += [{"about": one.about, "text": one.text} for one in found.aside.all()]
        RoundReply.objects.bulk_create(
            RoundReply(round=found, about=one["about"], text=one["text"], received_on=found.closes_on) for one in papers
        )


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0005_sealed_box'),
        ('rectification', '0002_rounds_notices_and_follow_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='AsideReply',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False, verbose_name='编号')),
                ('about', models.CharField(choices=[('COMMITTEE', '支委会'), ('BRANCH', '支部'), ('MEMBER', '党员')], max_length=10, verbose_name='针对')),
                ('text', models.TextField(max_length=2000, verbose_name='意见内容')),
                ('copies', models.PositiveIntegerField(default=1, verbose_name='相同份数')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aside', to='rectification.opinionround', verbose_name='征求意见')),
            ],
            options={
                'verbose_name': '疑似刷屏的意见',
                'verbose_name_plural': '疑似刷屏的意见',
                'db_table': 'rectification_aside',
                'ordering': ['key'],
            },
        ),
        migrations.RunPython(seal, unseal),
        migrations.DeleteModel(
            name='RoundReply',
        ),
    ]
