"""The embedded cloud's commands in `claimtrail --help`, by the entry point of the same name."""

from claimtrail.cli.core.lazy import CommandEntry, Sections

_COMMANDS = "infra.local.commands"

SECTIONS: Sections = {
    "The embedded cloud": {
        "up": CommandEntry(f"{_COMMANDS}:up", "Start the embedded cloud, or find it running."),
        "down": CommandEntry(f"{_COMMANDS}:down", "Stop the embedded cloud; its state is kept."),
        "status": CommandEntry(
            f"{_COMMANDS}:status", "Show whether the embedded cloud runs, and where."
        ),
        "reset": CommandEntry(
            f"{_COMMANDS}:reset", "Stop the embedded cloud and delete everything in it."
        ),
        "deploy": CommandEntry(
            f"{_COMMANDS}:deploy", "Deploy the local stage onto the embedded cloud."
        ),
        "stages": CommandEntry(
            f"{_COMMANDS}:stages", "List the stages that can be deployed, or check one."
        ),
        "demo": CommandEntry(
            f"{_COMMANDS}:demo",
            "Start, deploy, play a month of files, and show what became of the claims.",
        ),
    },
    "Simulation": {
        "synth": CommandEntry(
            "simulator.commands:synth", "Write the files of a fictitious provider and its payers."
        ),
    },
}
