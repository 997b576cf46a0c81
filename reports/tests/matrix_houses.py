"""Who gets which answer from the pages of a unit's own Word templates."""

from pathlib import Path

from reports.house_papers.models import HouseFile, HousePaper

WRITERS = ("secretary", "committee", "discipline")
MEMBERS = ("group_leader", "member", "probationary")
EVERYBODY = (*WRITERS, *MEMBERS, "superior", "outsider", "administrator")
FILE = Path(__file__).parents[2] / "documents/tests/data/house.docx"


def _roles(default: int, *, writers: int, **named: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, default) | dict.fromkeys(WRITERS, writers) | named | {"anonymous": 302}


MATRIX: dict[str, dict[str, int]] = {
    "reports:house_list": _roles(403, writers=200, superior=200, outsider=200),
    "reports:house_create": _roles(403, writers=403, secretary=200, superior=200, outsider=200),
    "reports:house_detail": _roles(404, writers=200, superior=200),
    "reports:house_update": _roles(404, writers=403, secretary=200, superior=403),
    "reports:house_sample": _roles(404, writers=200, superior=200),
}


def make_house(branch, name: str = "红头文件") -> HousePaper:
    """The template of the tests with its places."""
    chosen = {
        "title": "p0",
        "recipient": "p1",
        "heading1": "p2",
        "heading2": "p3",
        "body": "p4",
        "signature": "p5",
    }
    paper = HousePaper.objects.create(branch=branch, name=name, chosen=chosen)
    HouseFile.objects.create(paper=paper, name=FILE.name, sha256="0" * 64, content=FILE.read_bytes())
    return paper


def make_objects(cast) -> dict[str, dict]:
    """Arguments of every page."""
    paper = make_house(cast.branch, f"红头{HousePaper.objects.count()}")
    pages: dict[str, dict] = {name: {"pk": paper.pk} for name in MATRIX}
    pages["reports:house_sample"] = {"pk": paper.pk, "file_format": "docx"}
    return pages | {"reports:house_list": {}, "reports:house_create": {}}
