"""The file that came back."""

from django import forms

from core.forms import BaseForm
from core.refusals import Refused
from documents.reading.files import ReportFile, suffix_of
from documents.reading.reviewed import Reviewed, read_reviewed
from reports.report.forms import MAX_IMPORT_BYTES


class ReturnedFileForm(BaseForm):
    """Which file. After `is_valid()` it is `source`, and was read into `reviewed`."""

    fieldsets = [("改过的 Word", ["file"])]
    file = forms.FileField(
        label="改过的 Word 文件",
        help_text="从这里导出、在 Word 或 WPS 里改过的 .docx，带不带修订标记都可以，不超过 20 MB。上传后先逐段对比，采纳以前报告不变。",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"empty": "文件是空的，请检查是否选错了文件。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.source: ReportFile | None = None
        self.reviewed: Reviewed | None = None

    def clean_file(self):
        """Read it; a file that cannot be read says why."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_IMPORT_BYTES:
            raise forms.ValidationError("文件超过 20 MB。请删去图片或附件，只留报告正文后再上传。")
        data = upload.read()
        self.source = ReportFile(upload.name, data)
        try:
            if suffix_of(data, upload.name) != ".docx":
                raise Refused("纯文本没有段落和修订，不能带回。请上传改过的 Word 文件（.docx）。")
            self.reviewed = read_reviewed(data)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return upload
