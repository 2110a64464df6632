"""The folder of this repository, from which deployments take their files."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
