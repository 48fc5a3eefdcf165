"""``data-`` and ``aria-`` attributes as keyword arguments for Dash components."""

from __future__ import annotations

from typing import Any


def data(**values: str | int | float) -> dict[str, Any]:
    """Attributes for scripts and tests.

    Examples
    --------
    >>> data(testid="step", step=0)
    {'data-testid': 'step', 'data-step': '0'}
    """
    return {f"data-{name.replace('_', '-')}": str(value) for name, value in values.items()}


def aria(**values: str | bool) -> dict[str, Any]:
    """Attributes for assistive technology.

    Examples
    --------
    >>> aria(label="Remove", pressed=True)
    {'aria-label': 'Remove', 'aria-pressed': 'true'}
    """
    return {
        f"aria-{name}": str(value).lower() if isinstance(value, bool) else value
        for name, value in values.items()
    }
