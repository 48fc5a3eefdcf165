"""Figures with their units, as people read them."""

from __future__ import annotations

from collections.abc import Sequence


def bytes_text(size: int) -> str:
    """Write a number of bytes with a decimal unit.

    ``sizeText`` in ``assets/transfer.mjs`` writes the same in the browser.

    Examples
    --------
    >>> bytes_text(126), bytes_text(524_288), bytes_text(1_500_000_000)
    ('126 B', '524.3 kB', '1.5 GB')
    """
    if size < 1000:
        return f"{size} B"
    step = 1 if size < 1e6 else 2 if size < 1e9 else 3
    value = size / 1000**step
    return f"{value:.{1 if value < 100 else 0}f} {('kB', 'MB', 'GB')[step - 1]}"


def shape_text(shape: Sequence[int]) -> str:
    """Write the shape of an array.

    Examples
    --------
    >>> shape_text([303, 384])
    '303 × 384'
    """
    return " × ".join(str(length) for length in shape)
