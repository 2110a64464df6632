"""The key pairs of the partners' SFTP accounts on the local stage: made once per machine."""

from collections.abc import Iterable
from pathlib import Path

import asyncssh

from claimtrail.kernel.private_files import FOLDER_MODE, private_folder, write_private

_TYPE = "ssh-ed25519"


def ensure_keys(folder: Path, partner_ids: Iterable[str]) -> None:
    """Make the missing pairs: `<partner>` (mode 600) and `<partner>.pub`; present ones stay."""
    private_folder(folder).chmod(FOLDER_MODE)
    for partner_id in partner_ids:
        private, public = folder / partner_id, folder / f"{partner_id}.pub"
        if private.exists() and public.exists():
            continue
        key = asyncssh.generate_private_key(_TYPE, comment=partner_id)
        write_private(private, key.export_private_key())
        write_private(public, key.export_public_key())
