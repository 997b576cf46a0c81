"""学时证明: what a guest studied in a year where the guest takes part, for the branch of the 组织关系."""

from datetime import date

from branch.members.models import Member
from core.dates import chinese_date
from documents.content import Document, Paragraph, Signature, Table
from study.documents import study_record


def certificate_of(member: Member, year: int, *, on: date) -> Document:
    """The certificate as it stands on a day: total, tasks and training, addressed to the home branch where one is named."""
    record = study_record(member, year, on=on)
    rows = [(chinese_date(line.completed_on), line.title, line.form, line.hours) for line in record.tasks]
    rows += [
        (line.span, f"{line.title}（{line.organiser}）", line.form, line.hours) for line in record.trainings
    ]
    home = f"组织关系在{member.home}，" if member.home else ""
    intensive = "，其中参加过集中培训" if record.intensive == "已参加" else ""
    blocks: list[Paragraph | Table] = [
        Paragraph.of(
            f"{member.name}同志，{home}在我支部参加组织生活。截至{chinese_date(on)}，"
            f"{year}年度在我支部学习共{record.hours}学时{intensive}。特此证明，请计入本人年度学时。"
        )
    ]
    if rows:
        numbered = tuple((str(number), *row) for number, row in enumerate(rows, start=1))
        blocks.append(Table(("序号", "日期", "学习内容", "形式", "学时"), numbered, (1.8, 5, 10, 2.2, 2)))
    return Document(
        title="学时证明",
        blocks=tuple(blocks),
        recipient=member.home,
        issuer=record.branch_name,
        created_on=on,
        signature=Signature(record.branch_name, on),
    )
