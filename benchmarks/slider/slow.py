"""A slow line: what it leaves of a step and of a drag, when every value has to be asked for."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack

from benchmarks.slider.drag import drag
from benchmarks.slider.findings import Check, Drag, Findings, Timing
from benchmarks.slider.isoline_app import SERVER
from benchmarks.slider.rounds import rounds
from benchmarks.slider.scene import Scene
from benchmarks.slider.setting import Setting

LATENCY_MS = 150
BYTES_PER_SECOND = 5_000_000 / 8
MOST_MS = 1000
SIDE = 2048

_SHOWN = "() => !document.querySelector('[data-testid=exactness]')?.hidden"


async def slow_line(setting: Setting, findings: Findings) -> None:
    """A step, a drag, and the page opened anew, over a line of 150 ms and 5 Mbit/s."""
    url = setting.isoline.threshold(setting.image(SIDE))
    name = f"Isoline {SIDE}², server, slow line"
    async with AsyncExitStack() as stack:
        scene = await setting.open(stack, name, url, SERVER)
        await _throttle(scene)
        series = await rounds([scene], setting.amount.repeats, tell=setting.tell)
        made = [await drag(scene) for _ in range(setting.amount.drags)]
        opened = await _opening(scene, setting.isoline.threshold(setting.image(1024)))
    step, dragged = Timing.of(name, series[name]), Drag.of(name, made)
    findings.timings.append(step)
    findings.drags.append(dragged)
    measures = {
        "step": step.median,
        "last value of a drag": dragged.last_milliseconds,
        "another picture opened, until it is shown": opened,
    }
    findings.checks += [
        Check(measure=f"slow line, {words}", target=MOST_MS, value=value, unit="ms")
        for words, value in measures.items()
    ]
    most = Check(measure="slow line, most requests under way", target=2, value=dragged.most_at_once)
    findings.checks.append(most)


async def _throttle(scene: Scene) -> None:
    conditions = {
        "offline": False,
        "latency": LATENCY_MS,
        "downloadThroughput": BYTES_PER_SECOND,
        "uploadThroughput": BYTES_PER_SECOND,
    }
    await scene.window.session.send("Network.emulateNetworkConditions", conditions)


async def _opening(scene: Scene, url: str) -> float:
    """Milliseconds from going to another picture, as a link does, until its result is shown."""
    page = scene.window.page
    path = url.split("/", 3)[3]
    await page.evaluate("() => document.querySelector('[data-testid=exactness]').hidden = true")
    began = time.monotonic()
    await page.evaluate(
        """path => {
          history.pushState({}, "", "/" + path);
          window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
        }""",
        path,
    )
    await page.wait_for_function(_SHOWN)
    return (time.monotonic() - began) * 1000
