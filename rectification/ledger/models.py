"""What a branch means by the headings of its own ledgers: asked once, kept, and used by its next import."""

from collections.abc import Mapping

from django.db import models

from branch.organisations.models import Organisation
from core.kept import note_change

from .columns import LABELS
from .headings import bare


class LedgerHeading(models.Model):
    """A heading that no ledger of ours has, and the column it means in this branch; empty: kept under its own heading."""

    branch = models.ForeignKey(
        "branch.Organisation", verbose_name="党支部", on_delete=models.CASCADE, related_name="+"
    )
    heading = models.CharField("列名", max_length=100)
    column = models.CharField("台账的列", max_length=40, blank=True)

    class Meta:
        db_table = "rectification_ledger_heading"
        verbose_name = "台账列名"
        verbose_name_plural = "台账列名"
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "heading"],
                name="rectification_heading_once",
                violation_error_message="这个列名已经答过，请在原来的回答上改。",
            )
        ]

    def __str__(self) -> str:
        return self.heading


def kept_headings(branch: Organisation) -> dict[str, str]:
    """The branch's answers: column by bare heading."""
    rows = LedgerHeading.objects.filter(branch=branch, column__in=["", *LABELS])
    return dict(rows.values_list("heading", "column"))


def keep_headings(branch: Organisation, meant: Mapping[str, str]) -> None:
    """Keep answers for the next import."""
    note_change()
    for heading, column in meant.items():
        if text := bare(heading)[:100]:
            LedgerHeading.objects.update_or_create(
                branch=branch, heading=text, defaults={"column": column if column in LABELS else ""}
            )
