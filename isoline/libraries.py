"""Libraries behind dotted names: what they are called and which version is installed."""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, version

_NAMES = {"skimage": "scikit-image", "cv2": "OpenCV", "scipy": "SciPy", "numpy": "NumPy"}


@cache
def _distributions() -> dict[str, list[str]]:
    return dict(packages_distributions())


def library_of(function: str) -> str:
    """Name and version of the library that a function belongs to.

    Parameters
    ----------
    function : str
        Dotted name.

    Returns
    -------
    str
        Empty where it is not part of an installed package, as for a module of one's own.

    Examples
    --------
    >>> library_of("skimage.filters.sato").split()[0], library_of("my_lab.count")
    ('scikit-image', '')
    """
    package = function.partition(".")[0]
    found = _distributions().get(package, [])
    if not found or package in sys.builtin_module_names:
        return ""
    try:
        number = version(found[0])
    except PackageNotFoundError:
        return ""
    return f"{_NAMES.get(package, found[0])} {number}"
