"""LibreOffice as a second reader of our DOCX files, with the standard's typefaces aliased to free ones."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from html import escape
from pathlib import Path

from documents.content import Role
from documents.fonts import CHOICES, FANDOL_DIRECTORIES, typeface

# The family names that fontconfig reads from the files of Fandol.
_FAMILIES = {
    Role.TITLE: "FandolSong",
    Role.HEI: "FandolHei",
    Role.KAI: "FandolKai",
    Role.FANG: "FandolFang",
    Role.SONG: "FandolSong",
}


def font_aliases() -> str:
    """A configuration of fontconfig in which 仿宋_GB2312 and the others are the Fandol families."""
    folders = {face.path.parent for role in Role if (face := typeface(role).primary)} | {*FANDOL_DIRECTORIES}
    lines = [
        "<?xml version='1.0'?>",
        "<!DOCTYPE fontconfig SYSTEM 'urn:fontconfig:fonts.dtd'>",
        "<fontconfig>",
    ]
    lines += ["<include ignore_missing='yes'>/etc/fonts/fonts.conf</include>"]
    lines += [f"<dir>{escape(str(folder))}</dir>" for folder in sorted(folders) if folder.is_dir()]
    for role, choice in CHOICES.items():
        lines += [
            "<match target='pattern'>",
            f"<test name='family'><string>{choice.word_name}</string></test>",
            f"<edit name='family' mode='assign' binding='same'><string>{_FAMILIES[role]}</string></edit>",
            "</match>",
        ]
    return "\n".join([*lines, "</fontconfig>"])


def convert_to_pdf(content: bytes, folder: Path) -> bytes:
    """Lay a DOCX out in LibreOffice, with its profile, fonts and result in ``folder``.

    Raises:
        FileNotFoundError: LibreOffice is not installed (package libreoffice-writer-nogui).
    """
    (pdf,) = convert_all([content], folder)
    return pdf


def convert_all(contents: Sequence[bytes], folder: Path, *, suffix: str = "docx") -> list[bytes]:
    """Lay several files out in one go.

    Raises:
        FileNotFoundError: LibreOffice is not installed (package libreoffice-writer-nogui).
    """
    office = shutil.which("soffice")
    if office is None:
        raise FileNotFoundError("未安装 LibreOffice，请安装软件包 libreoffice-writer-nogui")
    (folder / "fonts.conf").write_text(font_aliases(), encoding="utf-8")
    files = [folder / f"document-{number}.{suffix}" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *map(str, files)],
        env={**os.environ, "FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)},
        check=True,
        capture_output=True,
        timeout=180,
    )
    return [file.with_suffix(".pdf").read_bytes() for file in files]
