"""The studies: which scenes are measured beside each other, and what is asked of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from benchmarks.slider.drag import drag
from benchmarks.slider.findings import Check, Drag, Findings, Timing, fastest, ratio
from benchmarks.slider.isoline_app import BROWSER, MAGNIFIED, SERVER, SMOOTHED
from benchmarks.slider.peers_apps import PEERS, peer_served
from benchmarks.slider.rounds import rounds
from benchmarks.slider.scene import Scene
from benchmarks.slider.setting import Setting
from benchmarks.slider.slow import slow_line

Study = Callable[[Setting, Findings], Awaitable[None]]

SIGMA = 3.0
PEER_SECONDS = 30
PEER_TARGETS = {2048: 1 / 5, 4096: 1 / 10}


def _millis(value: float | None) -> str:
    return "none" if value is None else f"{value:.0f} ms"


def compare(findings: Findings, measure: str, one: str, other: str, target: float | None) -> None:
    """Add the check that one scene takes at most so many times as long as another."""
    over, under = findings.median(one), findings.median(other)
    note = f"{_millis(over)} against {_millis(under)}"
    findings.checks.append(
        Check(measure=measure, target=target, value=ratio(over, under), note=note)
    )


async def sizes(setting: Setting, findings: Findings) -> None:
    """Isoline at every size, comparing in the page and on the server, beside the floor."""
    sides = setting.amount.sides
    async with AsyncExitStack() as stack:
        scenes = [await setting.open_floor(stack, "sizes")]
        for side in sides:
            url = setting.isoline.threshold(setting.image(side))
            scenes.append(await setting.open(stack, f"Isoline {side}²", url, BROWSER))
            scenes.append(await setting.open(stack, f"Isoline {side}², server", url, SERVER))
        series = await rounds(scenes, setting.amount.repeats, tell=setting.tell)
    findings.timings += [Timing.of(name, made) for name, made in series.items()]
    for side in sides:
        for way, words, target in (("", "in the page", 0.8), (", server", "on the server", 1.1)):
            measure = f"threshold {side}², compared {words} / floor"
            compare(findings, measure, f"Isoline {side}²{way}", "floor, sizes", target)
    if len(sides) > 1:
        for way in ("", ", server"):
            measure = f"{max(sides)}² / {min(sides)}²{way}"
            ends = f"Isoline {max(sides)}²{way}", f"Isoline {min(sides)}²{way}"
            compare(findings, measure, *ends, 1.3)
    _weigh(findings, 2048)


def _weigh(findings: Findings, side: int) -> None:
    for way in ("", ", server"):
        name = f"Isoline {side}²{way}"
        timing = next((item for item in findings.timings if item.scene == name), None)
        if timing is None:
            continue
        check = Check(
            measure=f"received per step at {side}², fit to view{way}",
            target=60,
            value=timing.received / 1024,
            unit="KB",
            note=f"{timing.requests:.0f} requests",
        )
        findings.checks.append(check)


async def smoothed(setting: Setting, findings: Findings) -> None:
    """A Gaussian and then a threshold, zoomed out and in, beside the floor."""
    side = setting.amount.smoothed_side
    url = setting.isoline.smoothed_threshold(setting.image(side), SIGMA)
    looks = {"zoomed out": SMOOTHED, "zoomed in": MAGNIFIED}
    async with AsyncExitStack() as stack:
        scenes = [await setting.open_floor(stack, "smoothed")]
        for words, look in looks.items():
            name = f"Gaussian, threshold {side}², {words}"
            scenes.append(await setting.open(stack, name, url, look))
        series = await rounds(scenes, setting.amount.repeats, tell=setting.tell)
    findings.timings += [Timing.of(name, made) for name, made in series.items()]
    for made in scenes[1:]:
        compare(findings, f"{made.name} / floor", made.name, "floor, smoothed", 2)


async def back(setting: Setting, findings: Findings) -> None:
    """Values seen before, where the server computes those not seen."""
    side = setting.amount.smoothed_side
    url = setting.isoline.threshold(setting.image(side))
    async with AsyncExitStack() as stack:
        name = f"Isoline {side}², server, to and fro"
        scene = await setting.open(stack, name, url, SERVER)
        series = await rounds([scene], setting.amount.repeats, back=True, tell=setting.tell)
    made = series[name]
    findings.timings += [Timing.of(name, made), Timing.of(name, made, back=True)]
    seen = f"{name}, seen before"
    compare(findings, f"back to a value seen before, {side}² / first time", seen, name, 0.8)
    asked = findings.timings[-1].requests
    findings.checks.append(
        Check(measure="requests when back", target=0, value=asked, note="no computation")
    )


async def drags(setting: Setting, findings: Findings) -> None:
    """Drags of three seconds, comparing in the page and on the server.

    Each is over a picture of its own: what a drag has passed is kept by page and server.
    """
    url = setting.isoline.threshold(setting.image(2048))
    for name, look in {"Isoline 2048²": BROWSER, "Isoline 2048², server": SERVER}.items():
        async with AsyncExitStack() as stack:
            scene = await setting.open(stack, name, url, look)
            steps = await rounds([scene], setting.amount.repeats, tell=setting.tell)
            made = []
            for turn in range(1, setting.amount.drags + 1):
                await scene.follow(setting.isoline.threshold(setting.image(2048, turn)))
                made.append(await drag(scene))
                setting.tell(f"  {name}, drag: {made[-1].last_milliseconds:.0f} ms")
        single = Timing.of(f"{name}, before drags", steps[name])
        findings.timings.append(single)
        findings.drags.append(Drag.of(name, made))
        _hold(findings, findings.drags[-1], single)


def _hold(findings: Findings, found: Drag, single: Timing) -> None:
    last = ratio(found.last_milliseconds, single.median)
    note = f"{_millis(found.last_milliseconds)} against {_millis(single.median)}"
    findings.checks += [
        Check(
            measure=f"drag, {found.scene}: pictures per second",
            target=12,
            at_least=True,
            value=found.pictures_per_second,
            note=f"{found.events_per_second:.0f} events per second reached the page",
        ),
        Check(
            measure=f"drag, {found.scene}: last value / single step",
            target=1.5,
            value=last,
            note=note,
        ),
        Check(
            measure=f"drag, {found.scene}: most requests under way",
            target=2,
            value=found.most_at_once,
            note=f"{found.requests:.0f} requests, {found.received / 1024:.0f} KB",
        ),
    ]


async def peers(setting: Setting, findings: Findings) -> None:
    """Isoline beside idiomatic apps for the same job."""
    for side in setting.amount.peer_sides:
        url = setting.isoline.threshold(setting.image(side))
        async with AsyncExitStack() as stack:
            scenes = [await setting.open_floor(stack, f"peers {side}²")]
            ours = f"Isoline {side}², beside peers"
            scenes.append(await setting.open(stack, ours, url, BROWSER))
            for peer in PEERS:
                scenes += await _open_peer(setting, findings, stack, peer.name, side)
            series = await rounds(
                scenes, setting.amount.repeats, seconds=PEER_SECONDS, tell=setting.tell
            )
        timings = [Timing.of(name, made) for name, made in series.items()]
        findings.timings += timings
        best = fastest(timings[2:])
        if best is not None:
            measure = f"threshold {side}² / fastest peer ({best.scene})"
            compare(findings, measure, ours, best.scene, PEER_TARGETS.get(side))


async def _open_peer(
    setting: Setting, findings: Findings, stack: AsyncExitStack, name: str, side: int
) -> list[Scene]:
    """Serve and open a peer; one that cannot show the picture is a finding."""
    peer = next(item for item in PEERS if item.name == name)
    label = f"{peer.title} {side}²"
    try:
        log = setting.folder / f"{name}{side}.log"
        address = stack.enter_context(peer_served(peer, setting.picture(side), log))
        return [await setting.open(stack, label, address, peer.look)]
    except Exception as error:
        fault = f"did not open ({type(error).__name__})"
        setting.tell(f"  {label}: {fault}: {error}")
        findings.timings.append(Timing(scene=label, median=None, fault=fault))
        return []


STUDIES: dict[str, Study] = {
    "sizes": sizes,
    "smoothed": smoothed,
    "back": back,
    "drags": drags,
    "slow": slow_line,
    "peers": peers,
}
