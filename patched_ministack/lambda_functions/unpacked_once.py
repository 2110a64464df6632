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

    _digest: str | None = None

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """As in zipfile, but an archive whose content was seen before is not unpacked again."""
        target = Path(path)
        if members is not None or self._shared is None or any(target.iterdir()):
            super().extractall(path, members, pwd)
            return
        shared = self._unpack(self._shared, pwd)
        target.rmdir()
        target.symlink_to(shared, target_is_directory=True)

    def namelist(self) -> list[str]:
        """As in zipfile; empty for an archive that is unpacked, whose names were checked then.

        The runtime resolves each name of each layer at each cold start, which takes longer than the
        start itself.
        """
        is_unpacked = self._shared is not None and self._shared.exists()
        return [] if is_unpacked else super().namelist()

    @property
    def _shared(self) -> Path | None:
        """Return the folder of what the archive holds; None for one that is no file."""
        if self.filename is None:
            return None
        if self._digest is None:
            with Path(self.filename).open("rb") as content:
                self._digest = hashlib.file_digest(content, "sha256").hexdigest()
        return Path(tempfile.gettempdir()) / FOLDER / self._digest

    def _unpack(self, shared: Path, pwd: Any) -> Path:
        folder = shared.parent
        folder.mkdir(exist_ok=True)
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
