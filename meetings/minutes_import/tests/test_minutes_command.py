"""`manage.py import_minutes`: JSON, rehearsal, saving, and refusals that save nothing."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import Attachment
from documents.tests.wordfiles import saved
from meetings.meeting.models import Meeting
from reports.tests.test_import_page import everything

from .minutes_files import LAYOUTS, lines

pytestmark = pytest.mark.django_db
BORDERED = LAYOUTS[0].data
# The bordered form has no doubt but those that are said and do not stop.
WITHOUT_CHAIR = saved(lines("2025年3月支委会会议记录", "时间：2025年3月7日14:30", "请假：钱试二（出差）"))
UNKNOWN = saved(
    lines("2025年3月支委会会议记录", "时间：2025年3月7日14:30", "主持人：赵试一", "请假：钱失二（出差）")
)
TO_COME = saved(lines("2099年3月支委会会议记录", "时间：2099年3月7日14:30", "主持人：赵试一", "缺席：无"))
LONG = saved(
    lines(
        "2025年3月支委会会议记录",
        "时间：2025年3月7日14:30",
        "主持人：赵试一",
        "缺席：无",
        f"地点：{'楼' * 101}",
    )
)


def run(path, *arguments) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("import_minutes", str(path), "--branch", "alpha", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file_of(tmp_path):
    """`file_of(data)`: a file with these bytes."""

    def write(data: bytes, name: str = "记录.docx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.mark.usefixtures("cast")
def test_rehearses_saves_and_refuses_a_second_time(file_of):
    path = file_of(BORDERED)
    before = everything()
    told = run(path, "--dry-run")
    assert everything() == before
    assert "开始时间：2025年3月7日 14:30　可信度高\n    表格第 1 行：2025年3月7日下午2:30—4:00" in told
    assert "类别：支委会　可信度中（按标题和文字判断）" in told
    printed = json.loads(run(path, "--json"))
    places = {one["label"]: one for one in printed["findings"]}
    assert places["请假"]["value"] == "钱试二（出差）"
    assert places["请假"]["lines"] == [{"place": "表格第 4 行", "text": "钱试二（出差）"}]
    meeting = Meeting.objects.get()
    assert (meeting.created_by, meeting.state) == (None, "HELD")
    assert Attachment.objects.get(object_id=meeting.pk).uploaded_by_name == "系统"
    after = everything()
    with pytest.raises(CommandError, match="这个文件已经导入过：2025年3月支委会"):
        run(path)
    assert everything() == after


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (WITHOUT_CHAIR, "没有找到主持人"),
        (UNKNOWN, "名册里没有“钱失二”，名册里相近的有钱试二"),
        (TO_COME, "2099-03-07 还没有到"),
        (LONG, "地点：.*100"),
        (b"PK\x03\x04" + bytes(200), "损坏"),
        (None, "没有找到文件"),
    ],
)
def test_refuses_with_what_is_to_be_mended_and_saves_nothing(file_of, tmp_path, data, message):
    path = file_of(data) if data else tmp_path / "缺.docx"
    before = everything()
    with pytest.raises(CommandError, match=message) as refusal:
        run(path)
    assert refusal.value.returncode == 1
    assert everything() == before


@pytest.mark.usefixtures("cast")
def test_refuses_an_unknown_branch(file_of):
    with pytest.raises(CommandError, match="没有代码为“nirgends”的党支部"):
        call_command("import_minutes", str(file_of(BORDERED)), "--branch", "nirgends")
