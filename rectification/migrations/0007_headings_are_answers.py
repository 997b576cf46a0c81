from django.db import migrations

ABOUT = "LEDGER_COLUMN"


def to_answers(apps, schema_editor):
    """Each answer about a heading of a ledger becomes one of the answers about words."""
    heading, answer = apps.get_model("rectification", "LedgerHeading"), apps.get_model("branch", "ReadingAnswer")
    answer.objects.bulk_create(
        answer(branch_id=one.branch_id, about=ABOUT, words=one.heading, meaning=one.column)
        for one in heading.objects.all()
    )


def to_headings(apps, schema_editor):
    """The way back."""
    heading, answer = apps.get_model("rectification", "LedgerHeading"), apps.get_model("branch", "ReadingAnswer")
    rows = answer.objects.filter(about=ABOUT)
    heading.objects.bulk_create(
        heading(branch_id=one.branch_id, heading=one.words, column=one.meaning[:40]) for one in rows
    )
    rows.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("branch", "0015_answers_about_columns"),
        ("rectification", "0006_ledgers_of_others"),
    ]

    operations = [
        migrations.RunPython(to_answers, to_headings),
    ]
