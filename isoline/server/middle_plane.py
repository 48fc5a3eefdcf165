"""The library with every stack reduced to its middle plane, for what shows one plane anyway."""

from __future__ import annotations

import threading
from collections import OrderedDict

from isoline.images.pyramid import Pyramid
from isoline.images.record import ImageRecord
from isoline.run.pictures import Pictures

_KEPT = 4


class MiddlePlanes:
    """Pictures of a library, of stacks the middle plane.

    Parameters
    ----------
    pictures : Pictures
        The library.
    """

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._planes: OrderedDict[str, Pyramid] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, image: str, /) -> ImageRecord:
        """What is known of the picture, or of the middle plane."""
        record = self._pictures.get(image)
        if not is_stack(record):
            return record
        row = record.axes.index("Y")
        return record.model_copy(update={"axes": record.axes[row:], "shape": record.shape[row:]})

    def pyramid(self, image: str, /) -> Pyramid:
        """The picture, or the middle plane, and its smaller versions."""
        whole = self._pictures.pyramid(image)
        if not is_stack(self._pictures.get(image)):
            return whole
        with self._lock:
            if image not in self._planes:
                self._planes[image] = _middle(whole)
            self._planes.move_to_end(image)
            while len(self._planes) > _KEPT:
                self._planes.popitem(last=False)
            return self._planes[image]


def _middle(whole: Pyramid) -> Pyramid:
    plane, axes = whole.base, whole.axes
    while not axes.startswith("Y"):
        plane, axes = plane[len(plane) // 2], axes[1:]
    return Pyramid(plane, axes)


def is_stack(record: ImageRecord) -> bool:
    """Whether a picture has planes or times."""
    return len(record.spatial_shape) > 2
