"""Shows a claim of the running demo in README.md, as text and as a picture: `make docs-terminal`.

The demo must have run. Its claim with the longest way is asked for by the command that people
type, and what that writes is shown as it is.
"""

import json
import os
import subprocess
import sys
from html import escape
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME
from rich.text import Text

from tools.docs.pages import renew_sections

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "README.md"
PICTURE = ROOT / "docs" / "claims.svg"
COLUMNS = 130
"""Of the picture."""
PAGE_COLUMNS = 100
"""Of the text in a page."""
_COMMAND = Path(sys.executable).parent / "claimtrail"
_FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {terminal_width} {terminal_height}">
<style>
.{unique_id}-matrix {{ font-family: monospace; font-size: {char_height}px;
line-height: {line_height}px; }}
{styles}
</style>
{lines}
<rect fill="#292929" width="100%" height="100%" rx="8"/>
<g transform="translate({terminal_x}, 12)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""The picture without a window's title and without fonts of other sites."""


def written(*arguments: str, columns: int = COLUMNS) -> str:
    """Return what the command writes to a terminal of so many columns, with its colors."""
    done = subprocess.run(  # noqa: S603 - our own command
        [_COMMAND, *arguments],
        env={**os.environ, "COLUMNS": str(columns), "FORCE_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip("\n")


def longest_claim() -> str:
    """Return the paid claim with the longest way. Raises LookupError when the demo has not run."""
    paid = json.loads(written("claims", "--state", "PAID", "--json"))["claims"]
    if not paid:
        raise LookupError("no claim is paid: run `make demo` first")
    return str(max(paid, key=lambda row: (row["steps"], row["claim_id"]))["claim_id"])


def block(*arguments: str, before: str) -> str:
    """Return a command and its output up to a heading, as a block of Markdown."""
    output = Text.from_ansi(written(*arguments, columns=PAGE_COLUMNS)).plain.partition(
        f"\n{before}\n"
    )[0]
    lines = [f"$ claimtrail {' '.join(arguments)}", *output.rstrip().splitlines()]
    return "\n".join(["```console", *(line.rstrip() for line in lines), "```"])


def picture(*arguments: str) -> str:
    """Return a command's output as SVG."""
    typed = Text.assemble("$ ", (f"claimtrail {' '.join(arguments)}", "bold"))
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere, force_terminal=True)
        console.print(typed, Text.from_ansi(written(*arguments)), sep="\n")
    return console.export_svg(
        title=escape(arguments[0]),
        theme=SVG_EXPORT_THEME,
        code_format=_FRAME,
        unique_id="terminal",
    )


def main() -> None:
    """Write the page's block and the picture."""
    shown = block("claim", longest_claim(), before="Submissions")
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(renew_sections(text, {"claim": shown}), encoding="utf-8")
    PICTURE.write_text(picture("claims", "--limit", "8"), encoding="utf-8")


if __name__ == "__main__":
    main()
