"""typst sets the pages, in a process of its own. It needs the layer `documents`.

PDF/UA-1 (ISO 14289-1) is asked for: typst refuses a document that is not accessible, so that the
compiler is the check. With a date that is given and no typefaces of the machine, the same values
become the same bytes.

typst keeps what it has laid out for the next document, and a list is many documents: each is made
by a process whose memory ends with it. What that process has to say of a failure may quote a value,
and is not kept.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

_SECONDS = 120
"""Longer than any PDF takes; a run has less time than this twice."""


class PagesRefusedError(Exception):
    """typst made no PDF of an export's pages."""


def render_pages(values: Mapping[str, Any], at: datetime) -> bytes:
    """Return the PDF of an export's pages, dated. Raises PagesRefusedError."""
    given = json.dumps({"at": int(at.timestamp()), "values": values}, separators=(",", ":"))
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command line of ours
            [sys.executable, "-m", __name__],
            input=given.encode(),
            capture_output=True,
            check=True,
            timeout=_SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise PagesRefusedError(type(error).__name__) from None
    return done.stdout


def set_pages(values: Mapping[str, Any], at: int) -> bytes:
    """Return the PDF in this process, dated in seconds since the epoch. Raises TypstError."""
    return typst.compile(
        files("claimtrail.exports").joinpath("pages.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={"data": json.dumps(values, ensure_ascii=False, separators=(",", ":"))},
        timestamp=at,
    )


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    sys.stdout.buffer.write(set_pages(asked["values"], asked["at"]))
