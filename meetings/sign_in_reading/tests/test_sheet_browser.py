"""A signed sheet in a real browser: from the meeting's page to the photo, the cells beside the names, the roll, saved."""

import pytest

from core.testing_browser import DESKTOP, PHONE, axe_violations, sideways_scroll
from documents.render.pdf import render_pdf
from meetings.documents import sign_in
from meetings.tests.helpers import hold

from .test_read_sheets import shot


@pytest.mark.browser
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_reads_a_signed_sheet_into_the_roll(live_page, cast, tmp_path, viewport):
    meeting = hold(
        cast.branch,
        "2026-03-07",
        "COMMITTEE",
        by=cast.secretary,
        title="三月支委会",
        chair=cast.people.secretary,
    )
    sheet = sign_in.sign_in_sheet(
        meeting, is_filled=False, reader=cast.secretary, on=meeting.starts_at.date()
    )
    order = [member.name for member in sign_in.members_to_sign(meeting)]
    written = {order.index("赵试一") + 1: "赵试一", order.index("钱试二") + 1: "钱试二"}
    (file := tmp_path / "签到.jpg").write_bytes(shot(render_pdf(sign_in.to_document(sheet)), written, 21)[0])
    page = live_page(cast.secretary, viewport=viewport)
    page.goto(f"/meetings/{meeting.pk}/")
    page.get_by_label("签到表的其他格式").click()
    page.get_by_role("link", name="从签到表照片登记到会").click()
    page.get_by_label("照片或扫描件").set_input_files(file)
    page.get_by_role("button", name="读照片").click()
    page.get_by_text("没有签").first.wait_for()
    assert axe_violations(page) == []
    assert sideways_scroll(page) == 0
    page.get_by_label("赵试一到会").check()
    page.get_by_label("钱试二到会").check()
    page.get_by_role("button", name="填进到会情况").click()
    page.get_by_role("button", name="保存").first.click()
    page.get_by_text("修改已保存").wait_for()
    assert {entry.member.name for entry in meeting.roll.filter(attendance="PRESENT")} == {"赵试一", "钱试二"}
