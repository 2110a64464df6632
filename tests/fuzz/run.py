"""`python -m tests.fuzz.run --seconds 60`: the coverage-guided fuzzer, and a record of its run.

Starts the target in the fuzzer's environment on a corpus made of generated files; what it learns
stays in .claimtrail/fuzz. Each run leaves a line in runs.jsonl there: command, seed, inputs tried,
coverage, outcome. An input that breaks a property is kept beside it, and its path is printed.
"""

import argparse
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from claimtrail.x12.envelopes.scan import scan_envelopes
from claimtrail.x12.envelopes.set_ranges import plan_ranges
from claimtrail.x12.model.source import MemorySource
from tests.fuzz.corpus import generated_files

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".claimtrail" / "fuzz"
PYTHON = ROOT / ".claimtrail" / "bench-fuzz" / "bin" / "python"
LARGEST_INPUT = 8_192
SECONDS_AN_INPUT = 25
MEGABYTES = 2_048
_LAST_WORDS = 4_000
_PACKAGE = ROOT / "layers" / "claimtrail" / "python"
_DONE = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERAGE = re.compile(r"cov: (\d+) ft: (\d+)")


def available() -> bool:
    """Return whether the fuzzer's environment is there (`make fuzz-setup`)."""
    return PYTHON.exists()


def write_corpus(folder: Path) -> None:
    """Write what the fuzzer begins with: sound files, ranges as JSON, words for findings."""
    folder.mkdir(parents=True, exist_ok=True)
    files = generated_files()
    ranges = [
        item.to_json().encode("ascii")
        for data in files[:20]
        for item in plan_ranges(scan_envelopes(MemorySource(data)), target_bytes=2_000)
    ]
    words = [b"!CLM|02|01-2|2300|0001|005010X222A1|837", b"!~|*|:|^|\xff|\x00|"]
    for data in (*files, *ranges, *words):
        (folder / sha256(data).hexdigest()[:16]).write_bytes(data)


def fuzz(*, seconds: int, runs: int, seed: int, folder: Path = FOLDER) -> dict[str, Any]:
    """Fuzz for so long or so many inputs (0: no limit); returns what is recorded."""
    corpus = folder / "corpus"
    write_corpus(corpus)
    limits = [f"-max_total_time={seconds}"] if seconds else []
    limits += [f"-runs={runs}"] if runs else []
    command = [
        str(PYTHON),
        "-m",
        "tests.fuzz.target",
        str(corpus),
        f"-seed={seed}",
        f"-max_len={LARGEST_INPUT}",
        f"-timeout={SECONDS_AN_INPUT}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        *limits,
    ]
    environment = {"PYTHONPATH": f"{_PACKAGE}:{ROOT}", "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(  # noqa: S603 - a fixed command line
        command, check=False, capture_output=True, text=True, cwd=ROOT, env=environment
    )
    tried = _DONE.search(done.stderr)
    coverage = _COVERAGE.findall(done.stderr)
    record = {
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "command": " ".join(command[1:]).replace(f"{ROOT}/", ""),
        "seed": seed,
        "inputs": int(tried[1]) if tried else 0,
        "coverage": int(coverage[-1][0]) if coverage else 0,
        "features": int(coverage[-1][1]) if coverage else 0,
        "held": done.returncode == 0,
    }
    with (folder / "runs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(record) + "\n")
    if done.returncode:
        record["words"] = done.stdout[-_LAST_WORDS:] + done.stderr[-_LAST_WORDS:]
    return record


def main() -> int:
    """Fuzz from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="0: until --runs are done")
    parser.add_argument("--runs", type=int, default=0, help="inputs")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    record = fuzz(seconds=arguments.seconds, runs=arguments.runs, seed=arguments.seed)
    sys.stdout.write(json.dumps(record, indent=1) + "\n")
    return int(not record["held"])


if __name__ == "__main__":
    raise SystemExit(main())
