"""本单位模板: a unit's own Word file that says how its papers look, and which of its paragraphs is what."""

from django.db import models

from core.refusals import Refused
from documents.house_style import LABELS, NEEDED, HouseStyle, Place
from documents.reading.house_style import HouseSource, house_style, read_house
from reports.offered import Offered, OfferedQuerySet, name_once


class HousePaperQuerySet(OfferedQuerySet):
    """Papers without their files, which are large."""

    def for_list(self):
        """What a list and a page show of each."""
        return self.select_related("branch")


class HousePaper(Offered):
    """A template of Word. Its file stays as it was uploaded; `chosen` names the paragraph for each place."""

    name = models.CharField("名称", max_length=60, help_text="例如“公司红头文件”，在报告模板里按名称选。")
    chosen = models.JSONField("各段是什么", default=dict, editable=False)

    objects = HousePaperQuerySet.as_manager()

    class Meta(Offered.Meta):
        verbose_name = "本单位模板"
        verbose_name_plural = "本单位模板"
        constraints = [name_once("reports_house_name_once", "本单位模板")]

    @property
    def missing(self) -> list[str]:
        """The places without which it cannot be used."""
        return [LABELS[place] for place in NEEDED if not self.chosen.get(place)]

    def source(self) -> HouseSource:
        """The file as it is read. Raises Refused where it no longer can be."""
        return read_house(bytes(self.file.content), self.file.name)

    def style(self) -> HouseStyle:
        """What both renderers take. Raises Refused as long as a place is missing or cannot be set."""
        data = bytes(self.file.content)
        return house_style(self.source(), {Place(place): key for place, key in self.chosen.items()}, data)

    def usable_style(self) -> HouseStyle | None:
        """The same; None, for the standard, where it cannot be used."""
        try:
            return self.style()
        except Refused:
            return None

    def audit_values(self) -> dict[str, tuple[str, str]]:
        """The places as the history shows them."""
        told = [f"{LABELS[place]}：{self.chosen[place]}" for place in Place if self.chosen.get(place)]
        return {"chosen": ("各段是什么", "；".join(told))}


class HouseFile(models.Model):
    """The uploaded file of a template."""

    paper = models.OneToOneField(
        "reports.HousePaper", verbose_name="本单位模板", on_delete=models.CASCADE, related_name="file"
    )
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("内容摘要", max_length=64)
    content = models.BinaryField("文件")

    class Meta:
        verbose_name = "本单位模板的文件"
        verbose_name_plural = "本单位模板的文件"

    def __str__(self) -> str:
        return self.name
