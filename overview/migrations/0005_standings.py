import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("branch", "0022_organisation_path_once"), ("overview", "0004_branch_closing")]

    operations = [
        migrations.CreateModel(
            name="Standing",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="所属年度")),
                ("as_of", models.DateField(verbose_name="截至")),
                ("number", models.BigIntegerField(verbose_name="审计序号")),
                ("counts", models.JSONField(default=dict, verbose_name="各项要求的结果")),
                ("met", models.PositiveIntegerField(default=0, verbose_name="达标")),
                ("pending", models.PositiveIntegerField(default=0, verbose_name="待完成")),
                ("overdue", models.PositiveIntegerField(default=0, verbose_name="逾期")),
                ("explained", models.PositiveIntegerField(default=0, verbose_name="已说明")),
                ("overdue_rules", models.CharField(default=" ", max_length=300, verbose_name="逾期的要求")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="branch.organisation",
                        verbose_name="党支部",
                    ),
                ),
            ],
            options={
                "verbose_name": "支部达标情况",
                "verbose_name_plural": "支部达标情况",
                "indexes": [models.Index(fields=["year", "overdue"], name="overview_standing_overdue")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("branch", "year"),
                        name="overview_standing_once",
                        violation_error_message="一个支部一年只有一条达标情况。",
                    )
                ],
            },
        ),
    ]
