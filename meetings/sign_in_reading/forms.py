"""The photos of a signed sheet."""

from core.forms import BaseForm, FilesField


class SheetPhotosForm(BaseForm):
    """One photo or scan of each page."""

    is_private = True
    fieldsets = [("签到表照片", ["photos"])]
    photos = FilesField(
        label="照片或扫描件",
        help_text="用本系统打印的签到表（PDF，四角有标记），一页一张，四角都拍进去：.jpg、.png。照片只用来读，不保存。",
        error_messages={"required": "请选择签到表的照片，一页一张。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["photos"].widget = type(self.fields["photos"].widget)(
            attrs={"accept": "image/*", "class": "form-control"}
        )
