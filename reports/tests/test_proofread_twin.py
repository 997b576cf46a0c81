"""Proof-reading of an older report: every fault that it has."""

from pathlib import Path

from documents.proofreading.check import proofread
from documents.proofreading.files import lines_of_file
from documents.proofreading.text import Topic

TWIN = Path(__file__).parent / "data" / "annual_report.txt"


def test_names_the_faults_of_the_older_report():
    remarks = proofread(lines_of_file(TWIN))
    found = {(one.topic, one.text) for one in remarks}
    assert (Topic.DOUBLED, "调动调动") in found
    assert (Topic.PLACEHOLDER, "XX") in found
    assert (Topic.PLACEHOLDER, "XXX") in found
    assert (Topic.VAGUE, "多次") in found
    assert any(topic == Topic.MARKS and "针对." in text for topic, text in found)
    assert sum(topic == Topic.NUMBERING for topic, _ in found) == 5
    assert sum(one.topic == Topic.NUMBERING for one in remarks) == 12
