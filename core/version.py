"""The version of the program: told by the menu, `/healthz`, backups and the properties of exported files.

Year and month of the release, with a third number for another one in the same month (2026.11, 2026.11.1). Whoever
changes it runs `script/keep-release`, which keeps a database of this release for the test that opens all of them, and
says in `docs/upgrade.md` what changes for those who run it.
"""

VERSION = "2026.11"
PROGRAM = f"支部纪实 {VERSION}"
