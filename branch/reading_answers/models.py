"""What a branch has said once of the words in its own files, so that the next import does not ask again."""

from collections.abc import Mapping

from django.db import models

from branch.organisations.models import Organisation
from core.kept import note_change


class AnswerAbout(models.TextChoices):
    """Which words were asked about."""

    REPORT_HEADING = "REPORT_HEADING", "报告的标题"
    MINUTES_LABEL = "MINUTES_LABEL", "会议记录的栏目"
    PERSON = "PERSON", "姓名的写法"
    LEDGER_COLUMN = "LEDGER_COLUMN", "台账的列名"


class ReadingAnswer(models.Model):
    """Words of the branch's files, and what they mean to the reader: a kind of section, a label, a member's name, a column;
    empty where they are kept as they stand.
    """

    branch = models.ForeignKey(
        "branch.Organisation", verbose_name="党支部", on_delete=models.CASCADE, related_name="+"
    )
    about = models.CharField("问的是什么", max_length=20, choices=AnswerAbout)
    words = models.CharField("原文", max_length=100)
    meaning = models.CharField("意思", max_length=60, blank=True)

    class Meta:
        verbose_name = "导入时的回答"
        verbose_name_plural = "导入时的回答"
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "about", "words"],
                name="branch_reading_answer_once",
                violation_error_message="这个词已经答过，请在原来的回答上改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} → {self.meaning}"


def answers_of(branch: Organisation, about: AnswerAbout) -> dict[str, str]:
    """The branch's answers: meaning by words."""
    rows = ReadingAnswer.objects.filter(branch=branch, about=about)
    return dict(rows.values_list("words", "meaning"))


def keep_answers(branch: Organisation, about: AnswerAbout, meant: Mapping[str, str]) -> None:
    """Keep answers for the next import; a later one takes the place of an earlier one."""
    for words, meaning in meant.items():
        if words and len(words) <= 100:
            note_change()
            ReadingAnswer.objects.update_or_create(
                branch=branch, about=about, words=words, defaults={"meaning": meaning}
            )
