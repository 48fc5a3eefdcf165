"""Components as the browser is sent them, for tests to look into."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component
from plotly.io.json import to_json_plotly


def written(component: object) -> str:
    """Give a component, or a list of them, as JSON text with its characters unescaped."""
    return json.dumps(json.loads(to_json_plotly(component)), ensure_ascii=False)


def properties(component: Component) -> dict[str, Any]:
    """Properties of one component."""
    found: dict[str, Any] = json.loads(to_json_plotly(component))["props"]
    return found


def parts(component: Component) -> Iterator[dict[str, Any]]:
    """Properties of a component and of all within it, in the order they are drawn."""
    pending: list[Any] = [json.loads(to_json_plotly(component))]
    while pending:
        node = pending.pop(0)
        if isinstance(node, list):
            pending = node + pending
        elif isinstance(node, dict) and "props" in node:
            yield node["props"]
            pending.insert(0, node["props"].get("children"))
