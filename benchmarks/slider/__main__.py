"""Run ``python -m benchmarks.slider``: time the slider of Isoline and of its peers.

A full run writes its tables into ``README.md`` and everything it found into ``results.json``, both
beside this file. ``--quick`` and ``--only`` print, and write nothing, unless ``--update`` asks that
what one study found replaces what it had found before.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import datetime
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.slider.findings import Findings
from benchmarks.slider.isoline_app import floor, isoline
from benchmarks.slider.report import markdown, read_results, write_readme, write_results
from benchmarks.slider.setting import QUICK, Amount, Setting
from benchmarks.slider.studies import STUDIES
from benchmarks.slider.window import chromium
from isoline.run.cpus import available_cpus


def tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


async def measured(names: list[str], amount: Amount) -> Findings:
    with tempfile.TemporaryDirectory(prefix="isoline-slider-") as name:
        folder = Path(name)
        with (
            isoline(folder / "data", folder / "isoline.log") as app,
            floor(folder / "floor.log") as number,
        ):
            async with chromium() as browser:
                findings = Findings(
                    date=datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
                    machine=f"{available_cpus()} CPUs, {platform.system()}",
                    browser=browser.version,
                    repeats=amount.repeats,
                )
                setting = Setting(browser, app, number, folder, amount, tell)
                for study in names:
                    tell(f"== {study}")
                    await STUDIES[study](setting, findings)
                    findings.tagged(study)
    return findings


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slider", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repeats, 2048² only, no peers")
    parser.add_argument("--only", choices=list(STUDIES), help="one study")
    parser.add_argument("--update", action="store_true", help="with --only: write its figures")
    parser.add_argument("--repeats", type=int, help="steps behind each median")
    options = parser.parse_args()
    amount = QUICK if options.quick else Amount()
    if options.repeats:
        amount = dataclasses.replace(amount, repeats=options.repeats)
    names = [options.only] if options.only else list(STUDIES)
    findings = asyncio.run(measured(names, amount))
    print(markdown(findings))
    if options.only and options.update:
        whole = read_results()
        whole.replaced(findings, options.only)
        findings = whole
    elif options.only or options.quick:
        return
    write_results(findings)
    write_readme(findings)


if __name__ == "__main__":
    main()
