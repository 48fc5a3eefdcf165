"""The report: tables for the README, and the file of results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.slider.findings import Check, Drag, Findings, Timing

HERE = Path(__file__).parent
README = HERE / "README.md"
RESULTS = HERE / "results.json"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def markdown(findings: Findings) -> str:
    """Write the findings as Markdown tables."""
    head = (
        f"{findings.date}, {findings.machine}, Chromium {findings.browser}, medians of "
        f"{findings.repeats}."
    )
    parts = [head, _table(["measure", "", "must reach", "", "from"], map(_check, findings.checks))]
    columns = ["scene", "median ms", "quartiles", "steps", "received", "requests"]
    parts.append(_table(columns, map(_timing, findings.timings)))
    if findings.drags:
        columns = ["drag", "events / s", "pictures / s", "last value ms", "most at once"]
        parts.append(_table(columns, map(_drag, findings.drags)))
    return "\n\n".join(parts)


def _table(columns: list[str], rows: Iterable[list[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _check(check: Check) -> list[str]:
    value = "–" if check.value is None else f"{check.value:.3g} {check.unit}".strip()
    bound = ""
    if check.target is not None:
        bound = f"{'≥' if check.at_least else '≤'} {check.target:.3g} {check.unit}".strip()
    return [check.measure, value, bound, check.verdict, check.note]


def _timing(timing: Timing) -> list[str]:
    if timing.median is None:
        return [timing.scene, timing.fault, "", "0", "", ""]
    spread = "" if timing.low is None else f"{timing.low:.0f}–{timing.high:.0f}"
    median = f"{timing.median:.0f}" + (f" ({timing.fault})" if timing.fault else "")
    received = f"{timing.received / 1024:.1f} KB"
    return [timing.scene, median, spread, str(timing.count), received, f"{timing.requests:.0f}"]


def _drag(drag: Drag) -> list[str]:
    last = "–" if drag.last_milliseconds is None else f"{drag.last_milliseconds:.0f}"
    return [
        drag.scene,
        f"{drag.events_per_second:.0f}",
        f"{drag.pictures_per_second:.1f}",
        last,
        str(drag.most_at_once),
    ]


def write_readme(findings: Findings) -> None:
    """Put the tables between the README's markers.

    Raises
    ------
    ValueError
        If the README has lost its markers.
    """
    text = README.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{README.name} lacks {BEGIN} or {END}; put both where the tables belong")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{markdown(findings)}\n{END}{after}", encoding="utf-8")


def write_results(findings: Findings) -> None:
    """Write everything that was found, for machines."""
    RESULTS.write_text(findings.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_results() -> Findings:
    """What the last full run found, and whatever has been measured anew since."""
    return Findings.model_validate_json(RESULTS.read_text(encoding="utf-8"))
