"""The embedded cloud's commands in `claimtrail --help`, by the entry point of the same name."""

from claimtrail.cli.core.lazy import CommandEntry, Sections
from claimtrail.cli.table import CLOUD_OPERATIONS

_COMMANDS = "infra.local.commands"

SECTIONS: Sections = {
    CLOUD_OPERATIONS: {
        "up": CommandEntry(f"{_COMMANDS}:up", "Start the embedded cloud, or find it running."),
        "down": CommandEntry(f"{_COMMANDS}:down", "Stop the embedded cloud; its state is kept."),
        "status": CommandEntry(f"{_COMMANDS}:status", "Show if and where the embedded cloud runs."),
        "reset": CommandEntry(f"{_COMMANDS}:reset", "Delete everything in the embedded cloud."),
        "deploy": CommandEntry(f"{_COMMANDS}:deploy", "Deploy the local stage onto it."),
        "stages": CommandEntry(f"{_COMMANDS}:stages", "List the stages, or check one."),
        "doctor": CommandEntry(
            "infra.accounts.commands:doctor",
            "Show if a stage can be deployed, else why not.",
        ),
        "sftp-host-key": CommandEntry(
            "infra.accounts.commands:sftp_host_key",
            "Have a stage's SFTP server show its own host key.",
        ),
        "teardown": CommandEntry(
            "infra.accounts.commands:teardown", "Delete a stage with all that it holds."
        ),
        "upgrade-check": CommandEntry(
            f"{_COMMANDS}:upgrade_check", "Say whether CloudFormation can upgrade a stage."
        ),
        "demo": CommandEntry(f"{_COMMANDS}:demo", "Start, deploy, and play a month of files."),
        "drill": CommandEntry(f"{_COMMANDS}:drill", "Lose each store, and bring it back, timed."),
        "synth": CommandEntry(
            "simulator.commands:synth", "Write the files of a fictitious provider and payers."
        ),
    },
}
