"""The settings of a stage: one typed, frozen model, and a file for each table that is long.

Other packages import from here alone.
"""

from infra.settings.operations import Alarms, Backup, Tags
from infra.settings.pace import Batching, EscalationTimes
from infra.settings.repository import REPOSITORY
from infra.settings.sftp import Sftp, SftpAddresses
from infra.settings.sign_in import IdentityProvider, SignIn
from infra.settings.stage import Architecture, Settings
from infra.settings.web import Web

__all__ = [
    "REPOSITORY",
    "Alarms",
    "Architecture",
    "Backup",
    "Batching",
    "EscalationTimes",
    "IdentityProvider",
    "Settings",
    "Sftp",
    "SftpAddresses",
    "SignIn",
    "Tags",
    "Web",
]
