from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_sealed_box"),
    ]

    operations = [
        migrations.AddField(
            model_name="usedformtoken",
            name="digest",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="内容摘要"),
        ),
        migrations.AddField(
            model_name="usedformtoken",
            name="version",
            field=models.PositiveIntegerField(default=0, verbose_name="记录版本"),
        ),
    ]
