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
        "demo": CommandEntry(f"{_COMMANDS}:demo", "Start, deploy, and play a month of files."),
        "synth": CommandEntry(
            "simulator.commands:synth", "Write the files of a fictitious provider and payers."
        ),
    },
}
