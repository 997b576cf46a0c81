"""What must hold among stored meetings: the years in which one counts are those that its kinds and its day say."""

from collections.abc import Iterator

from core.keeping.checking import StoreCheck

from .models import Meeting


def counted_elsewhere() -> Iterator[str]:
    """Meetings that stand in the list of another year than theirs; by number, without a title."""
    for meeting in Meeting.objects.select_related("branch").order_by("pk").miscounted():
        told = [year for year in meeting.years_of(meeting.kinds) if year]
        stored = [year for year in (meeting.counts_in, meeting.counts_also_in) if year]
        yield (
            f"{meeting.branch}会议 {meeting.pk}：存的计入年度是{_words(stored)}，按类别和日期应是{_words(told)}"
        )


def _words(years: list[int]) -> str:
    return " " + "、".join(map(str, years)) if years else "空"


CHECK = StoreCheck("counting_years", "会议计入年度与类别、日期不符", counted_elsewhere)
