"""Gap: each cold start unpacks the code and all layers again, and compiles every import again.

On AWS that is the service's work, not the function's time. Here an archive is unpacked once per
run of the emulator and linked to; bytecode stays with it, so that later cold starts are quick.
"""

import hashlib
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html"
FOLDER = "unpacked"


def needed() -> bool:
    """Return whether starting a worker still extracts archives itself."""
    return "extractall" in lambda_runtime.Worker._spawn.__code__.co_names


def apply() -> None:
    """Let the Lambda runtime extract through a folder that is shared by content."""
    seam.expect(
        holds=needed() and lambda_runtime.zipfile is zipfile,
        seam="lambda_runtime.Worker._spawn, which calls zipfile.ZipFile.extractall",
    )
    lambda_runtime.zipfile = _Zipfile()


class _SharedZipFile(zipfile.ZipFile):
    """Its `extractall` turns the empty target folder into a link to the unpacked archive."""

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """As in zipfile, but an archive whose content was seen before is not unpacked again."""
        target = Path(path)
        if members is not None or self.filename is None or any(target.iterdir()):
            super().extractall(path, members, pwd)
            return
        shared = self._shared(Path(self.filename), pwd)
        target.rmdir()
        target.symlink_to(shared, target_is_directory=True)

    def _shared(self, archive: Path, pwd: Any) -> Path:
        with archive.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        folder = Path(tempfile.gettempdir()) / FOLDER
        folder.mkdir(exist_ok=True)
        shared = folder / digest
        if not shared.exists():
            fresh = Path(tempfile.mkdtemp(dir=folder))
            super().extractall(fresh, None, pwd)
            try:
                fresh.rename(shared)
            except OSError:  # another cold start was first
                shutil.rmtree(fresh)
        return shared


class _Zipfile:
    """Stands in for the module `zipfile` in the Lambda runtime."""

    ZipFile = _SharedZipFile

    def __getattr__(self, name: str) -> Any:
        return getattr(zipfile, name)
