"""The commands below a heading of a document, for the scripts that run them as they stand there.

    documented.py docs/deploy.md 升级 [WORDS=OTHER]...

`WORDS=OTHER` puts something of the test in the place of what the reader fills in. Fails for a heading or words that
are not there, so that a document and the script that runs it cannot part.
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def below(text: str, heading: str) -> str:
    """The part of a document below a heading, up to the next."""
    # A comment of a block begins with one mark too.
    found = re.search(rf"^#+ {re.escape(heading)}$(.*?)(?=^##+ |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        sys.exit(f"错误：文档里没有“{heading}”。")
    return found[1]


def commands(text: str, heading: str, replaced: dict[str, str]) -> str:
    """The lines of all its blocks of commands, in order."""
    lines = "".join(BLOCK.findall(below(text, heading)))
    for words, other in replaced.items():
        if words not in lines:
            sys.exit(f"错误：“{heading}”的命令里没有“{words}”。")
        lines = lines.replace(words, other)
    return lines


if __name__ == "__main__":
    document, asked, *pairs = sys.argv[1:]
    sys.stdout.write(
        commands(
            Path(document).read_text(encoding="utf-8"), asked, dict(pair.split("=", 1) for pair in pairs)
        )
    )
