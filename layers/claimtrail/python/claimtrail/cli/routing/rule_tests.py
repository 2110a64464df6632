"""`claimtrail rules test`: a table of cases against rules, without a stage."""

from dataclasses import asdict
from pathlib import Path

from claimtrail.cli.core.output import Output
from claimtrail.tickets.routing.cases import cases_of, rules_without_case, run_cases
from claimtrail.tickets.routing.rule_files import rules_of, shipped_rules

FAILED = 1


def test(output: Output, *, cases: Path, rules_file: Path | None) -> None:
    """Play the cases, and end with 1 if one differs. Raises ConfigurationError for bad files."""
    rules = (
        rules_of(rules_file.read_text(encoding="utf-8"), where=rules_file.name)
        if rules_file
        else shipped_rules()
    )
    results = run_cases(cases_of(cases.read_text(encoding="utf-8"), where=cases.name), rules)
    output.data([asdict(one) for one in results])
    output.table(
        ("Case", "Rule", "Queue", "Tier", "Person", "Result"),
        [
            (
                one.name,
                one.rule,
                one.queue,
                one.tier,
                one.person,
                "; ".join(one.differences) or "as expected",
            )
            for one in results
        ],
        right=("Tier",),
    )
    bare = rules_without_case(results, rules)
    if bare:
        output.say(f"No case is decided by: {', '.join(bare)}.")
    failed = sum(not one.is_passed for one in results)
    verb = "differs" if failed == 1 else "differ"
    output.say(
        f"{failed} of {len(results)} cases {verb}." if failed else f"{len(results)} cases pass."
    )
    if failed:
        raise SystemExit(FAILED)
