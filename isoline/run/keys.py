"""Keys: hashes of everything a result depends on, made from ids and never from pixels."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from isoline import __version__
from isoline.algorithm import Algorithm
from isoline.images.record import ImageRecord
from isoline.pipeline import Pipeline, PlannedStep
from isoline.run.region import Region


def picture_key(record: ImageRecord) -> str:
    """Key of a stored picture; samples have words for ids, so what they show counts as well."""
    return f"image:{record.id}:{record.sha256}:{record.axes}:{record.dtype}"


def step_key(
    algorithm: Algorithm[..., Any],
    parameters: Mapping[str, Any],
    inputs: Mapping[str, str],
    region: Region | None,
    sampling: str,
) -> str:
    """Key of one step's results.

    Parameters
    ----------
    algorithm : Algorithm
        Its id, version and code count.
    parameters : mapping
        Checked values.
    inputs : mapping of str to str
        Key of what feeds each input.
    region : Region, optional
        Part that is computed; ``None`` for everything.
    sampling : str
        How the picture was shrunk before.
    """
    return _digest(
        {
            "engine": __version__,
            "algorithm": algorithm.spec.id,
            "code": algorithm.fingerprint,
            "parameters": dict(parameters),
            "inputs": dict(inputs),
            "region": None if region is None else str(region),
            "sampling": sampling,
        }
    )


def run_id(pipeline: Pipeline, plan: tuple[PlannedStep, ...]) -> str:
    """Id of a run: the same recipe with the same code has the same id.

    Parameters
    ----------
    pipeline : Pipeline
        The recipe, of which the picture counts.
    plan : tuple of PlannedStep
        Its checked steps, so that a default left out and the same value written down agree.
    """
    steps = [
        {
            "index": step.index,
            "algorithm": step.algorithm.spec.id,
            "code": step.algorithm.fingerprint,
            "parameters": dict(step.parameters),
            "inputs": {name: repr(binding) for name, binding in step.bindings.items()},
        }
        for step in plan
    ]
    return _digest({"image": pipeline.image, "steps": steps})[:24]


def _digest(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
