"""Numbers that no database holds, in addresses and posts: answered calmly, never by a 500."""

import pytest
from django.urls import reverse

ODD = ["²", "-1", "9" * 30, "１２", "1e3", "\x00", "null", ""]


@pytest.mark.parametrize("odd", ODD)
def test_is_no_server_error(cast, client_of, odd):
    client = client_of(cast.secretary, year=2025)
    switch = reverse("branch:workspace_switch")
    assert client.post(switch, {"branch": odd, "year": odd}).status_code in {302, 404}
    for name in ("problem_create", "cause_create", "measure_create", "item_create"):
        given = dict.fromkeys(["opinion", "problem", "cause", "measure"], odd)
        assert client.get(reverse(f"rectification:{name}"), given).status_code in {200, 404}, name
    for name in ("meetings:meeting_create", "activities:activity_create", "study:task_create"):
        given = dict.fromkeys(["kind", "month", "year", "group", "copy", "meeting", "material", "plan"], odd)
        assert client.get(reverse(name), given).status_code in {200, 302, 404}, name
    for address in (reverse("meetings:talk_matrix"), reverse("reports:talk_overview", args=["docx"])):
        assert {client.get(address, {"year": year}).status_code for year in (odd, "0000")} == {200}
    for name in (
        "meetings:meeting_list",
        "activities:activity_list",
        "rectification:item_list",
        "branch:member_list",
    ):
        given = dict.fromkeys(
            ["kind", "period", "state", "group", "area", "person", "q", "page", "sort"], odd
        )
        assert client.get(reverse(name), given).status_code in {200, 404}, name
