"""Gap: an alarm is compared with all series of its metric's name, and only when data is published.

An alarm watches the series of its own dimensions, by whole periods. A period without data counts as
`TreatMissingData` says, so that an alarm also rings when nothing comes ("Configuring how CloudWatch
alarms treat missing data"). All alarms are evaluated each minute; the variable
ALARM_SECONDS says otherwise.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app
from ministack.services import cloudwatch

from patched_ministack import seam

FOLLOWS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html"
DEFAULT_SECONDS = 60.0
OK, ALARM, INSUFFICIENT = "OK", "ALARM", "INSUFFICIENT_DATA"
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
Alarm = dict[str, Any]
before_evaluation: list[Callable[[], None]] = []
"""Measurements of other patches, made before alarms are evaluated."""


def needed() -> bool:
    """Return whether an alarm still looks at series of other dimensions."""
    return "_dims_key" not in cloudwatch._evaluate_alarm.__code__.co_names


def apply() -> None:
    """Evaluate alarms on their own series, when data is published and each minute."""
    for name in ("_metrics", "_alarms", "_dims_key", "_calc_stats", "_stat_value"):
        seam.attribute(cloudwatch, name)
    for name in ("_record_history", "_dispatch_alarm_actions", "_evaluate_parent_alarms"):
        seam.attribute(cloudwatch, name)
    seam.wrap(cloudwatch, "_evaluate_alarm", parameters=("alarm",), build=lambda _: evaluate)
    seam.wrap(cloudwatch, "_evaluate_all_alarms", parameters=(), build=lambda _: evaluate_all)
    seam.wrap(app, "_run_ready_scripts", parameters=(), build=_evaluating_from_then_on)


def evaluate(alarm: Alarm) -> None:
    """Move an alarm to the state of its last periods, and notify when that is another one."""
    points = _points(alarm)
    state, reason = _state(alarm, points)
    before = alarm["StateValue"]
    if state is None or state == before:
        return
    alarm["StateValue"], alarm["StateReason"] = state, reason
    alarm["StateUpdatedTimestamp"] = int(time.time())
    cloudwatch._record_history(alarm["AlarmName"], before, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def _points(alarm: Alarm) -> list[float | None]:
    """Return the value of each of the last periods, the newest first; None without data."""
    dimensions = {one["Name"]: one["Value"] for one in alarm.get("Dimensions") or []}
    key = (alarm.get("Namespace"), alarm.get("MetricName"), cloudwatch._dims_key(dimensions))
    stored = cloudwatch._metrics.get(key) or []
    period, now = float(alarm.get("Period") or 60), time.time()
    return [
        _value(
            alarm, [one for one in stored if 0 <= now - age * period - one["Timestamp"] < period]
        )
        for age in range(int(alarm.get("EvaluationPeriods") or 1))
    ]


def _value(alarm: Alarm, points: list[dict[str, Any]]) -> float | None:
    if not points:
        return None
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    value = cloudwatch._stat_value(cloudwatch._calc_stats(points), statistic, points)
    return None if value is None else float(value)


def _state(alarm: Alarm, points: list[float | None]) -> tuple[str | None, str]:
    """Return the state that the points ask for, None for the one that holds, and why."""
    treat = alarm.get("TreatMissingData") or "missing"
    if all(one is None for one in points) and treat in {"missing", "ignore"}:
        return (INSUFFICIENT if treat == "missing" else None), "no data"
    threshold = float(alarm.get("Threshold") or 0)
    breaches = COMPARED.get(alarm.get("ComparisonOperator", ""), _never)
    breaching = sum(
        treat == "breaching" if one is None else breaches(one, threshold) for one in points
    )
    wanted = int(alarm.get("DatapointsToAlarm") or len(points))
    known = [one for one in points if one is not None]
    reason = f"Threshold Crossed: {breaching} of {len(points)} periods {known} breach {threshold}"
    return (ALARM if breaching >= wanted else OK), reason


def _never(_value: float, _threshold: float) -> bool:
    """Return False: anomaly detection is not evaluated."""
    return False


def evaluate_all() -> None:
    """Measure what the emulator knows by itself, and evaluate every alarm."""
    for measure in before_evaluation:
        measure()
    for alarm in list(cloudwatch._alarms.values()):
        evaluate(alarm)


def _evaluating_from_then_on(
    run: Callable[[], Awaitable[None]],
) -> Callable[[], Awaitable[None]]:
    async def run_and_evaluate() -> None:
        evaluating = asyncio.create_task(_evaluate_regularly())
        await run()
        await evaluating

    return run_and_evaluate


async def _evaluate_regularly() -> None:
    every = float(os.environ.get("ALARM_SECONDS") or DEFAULT_SECONDS)
    while True:
        await asyncio.sleep(every)
        evaluate_all()
