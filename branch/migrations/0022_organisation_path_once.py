from django.db import migrations, models


def set_paths(apps, schema_editor):
    """Each path anew from the organisations above, so that none stands at a wrong place."""
    organisation = apps.get_model("branch", "Organisation")
    rows = {row.pk: row for row in organisation.objects.only("pk", "parent_id", "path")}
    wrong = []
    for row in rows.values():
        parts, above = [], row
        while above is not None:
            parts.append(f"{above.pk:06d}.")
            above = rows.get(above.parent_id)
        path = "".join(reversed(parts))
        if row.path != path:
            row.path = path
            wrong.append(row)
    organisation.objects.bulk_update(wrong, ["path"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("branch", "0021_company_identities")]

    operations = [
        migrations.RunPython(set_paths, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("path", ""), _negated=True),
                fields=("path",),
                name="branch_org_path_once",
                violation_error_message="两个组织不能在同一个位置。",
            ),
        ),
        migrations.AddIndex(
            model_name="roleassignment",
            index=models.Index(
                condition=models.Q(("confirmed_on__isnull", True)), fields=["role"], name="branch_role_waiting"
            ),
        ),
    ]
