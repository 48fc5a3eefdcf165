"""Connected components labelled chunk by chunk and joined exactly across the seams."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from isoline.run.cost import chunk_shape as preferred_chunk_shape
from isoline.run.grid import Chunk, grid
from isoline.run.jobs import Backend, Cancelled, Job, Progress, run_jobs, worker_count

Classes: TypeAlias = NDArray[np.bool_] | NDArray[np.integer[Any]]
LabelImage: TypeAlias = NDArray[np.signedinteger[Any]]
Labeller: TypeAlias = Callable[[Classes, int], LabelImage]


def label_chunks(
    image: Classes,
    *,
    connectivity: int | None = None,
    chunk_shape: Sequence[int] | None = None,
    labeller: Labeller | None = None,
    backend: Backend = None,
    workers: int | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> LabelImage:
    """Label connected components chunk by chunk; the same as labelling the whole.

    Parameters
    ----------
    image : array of shape (M[, N[, P]]), bool or integer
        Mask, or classes of which only equal ones connect. Zero is background.
    connectivity : int, optional
        Largest number of orthogonal hops between neighbours, 1 to ``image.ndim``; the latter
        when left out.
    chunk_shape : sequence of int, optional
        Shape of the chunks in pixels; chosen when left out.
    labeller : callable, optional
        Labels one block, called as ``labeller(block, connectivity)``; must number the components
        1 to n without gaps, in any order. `label_block` when left out.
    backend, workers, cancelled
        As in `isoline.run.chunks.map_chunks`.
    progress : callable, optional
        Called as ``progress(done, total)``; each chunk counts twice, once when it is labelled and
        once when it gets its final ids.

    Returns
    -------
    array of shape (M[, N[, P]]), int32 for a mask and int64 for classes
        Components numbered from 1 in raster order of their first pixels, as
        `skimage.measure.label` does; with its one exception, classes in a volume whose last axis
        has length 1, which it numbers column by column.

    Raises
    ------
    TypeError
        If `image` is neither bool nor integer.
    ValueError
        If `connectivity` or `chunk_shape` does not fit `image`.
    CancelledError
        If `cancelled` returned True.

    Examples
    --------
    >>> mask = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 1, 1]], dtype=bool)
    >>> label_chunks(mask, chunk_shape=(1, 1))
    array([[1, 0, 0],
           [0, 1, 0],
           [0, 0, 0],
           [2, 2, 2]], dtype=int32)
    """
    hops = _hops(image, connectivity)
    if chunk_shape is None:
        chunk_shape = preferred_chunk_shape(image.shape, 0, worker_count(backend, workers))
    by_columns = _is_numbered_by_columns(image)
    if by_columns:
        image = image.swapaxes(0, 1)
        chunk_shape = (*chunk_shape[1::-1], *chunk_shape[2:])
    chunks = grid(image.shape, chunk_shape)
    labels = np.empty(image.shape, _label_dtype(image))
    firsts: dict[Chunk, NDArray[np.intp]] = {}

    def keep(chunk: Chunk, result: tuple[LabelImage, NDArray[np.intp]]) -> None:
        labels[chunk.core.slices], firsts[chunk] = result

    def replace(chunk: Chunk, result: LabelImage) -> None:
        labels[chunk.core.slices] = result

    run = partial(run_jobs, backend=backend, workers=workers, cancelled=cancelled)
    run(
        partial(_labelled, labeller or label_block, hops, image.shape),
        [Job(chunk, (image[chunk.core.slices],)) for chunk in chunks],
        keep,
        progress=_part(progress, 0),
    )
    offsets = np.cumsum([0, *(len(firsts[chunk]) for chunk in chunks)])
    pairs = _seam_pairs(image, labels, chunk_shape, offsets[:-1], hops)
    ids = join(np.concatenate([firsts[chunk] for chunk in chunks]), pairs)
    tables = [np.concatenate([[0], ids[a:b]]) for a, b in itertools.pairwise(offsets)]
    run(
        _renumbered,
        [
            Job(chunk, (labels[chunk.core.slices], table.astype(labels.dtype)))
            for chunk, table in zip(chunks, tables, strict=True)
        ],
        replace,
        progress=_part(progress, 1),
    )
    return labels.swapaxes(0, 1) if by_columns else labels


def label_block(block: Classes, connectivity: int) -> LabelImage:
    """Label the connected components of one block.

    Parameters
    ----------
    block : array of shape (M[, N[, P]]), bool or integer
        Mask, or classes of which only equal ones connect. Zero is background.
    connectivity : int
        Largest number of orthogonal hops between neighbours.

    Returns
    -------
    array of shape (M[, N[, P]]), integer
        Components numbered from 1 in raster order of their first pixels.

    Notes
    -----
    Classes are cut into runs along the last axis, and the runs are joined where they touch; masks
    go to `scipy.ndimage.label`, which is faster but knows one class only.
    """
    if block.size == 0:
        return np.zeros(block.shape, _label_dtype(block))
    labelled: LabelImage
    if block.dtype == bool:
        structure = ndimage.generate_binary_structure(block.ndim, connectivity)
        labelled, _ = ndimage.label(block, structure)
        return labelled
    starts = block != 0
    starts[..., 1:] &= block[..., 1:] != block[..., :-1]
    runs = np.cumsum(starts).reshape(block.shape)
    along_runs = (0,) * (block.ndim - 1) + (1,)
    offsets = [
        offset
        for offset in _neighbours(block.ndim, connectivity)
        if offset > (0,) * block.ndim and offset != along_runs
    ]
    ids = join(np.flatnonzero(starts), _touching(block, runs, offsets) - 1)
    labelled = np.where(block != 0, np.concatenate([[0], ids])[runs], 0)
    return labelled


def join(firsts: NDArray[np.intp], pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number the components that parts form once touching parts are joined.

    Parameters
    ----------
    firsts : array of shape (n,), int
        Raster index of the first pixel of each part.
    pairs : array of shape (k, 2), int
        Indices of parts that touch; repeats do no harm.

    Returns
    -------
    array of shape (n,), int
        For each part the id of its component, from 1 in raster order of first pixels.

    Examples
    --------
    >>> join(np.array([7, 0, 3]), np.array([[0, 1]]))
    array([1, 1, 2])
    """
    parts = len(firsts)
    if parts == 0:
        return np.zeros(0, np.intp)
    touching = coo_array((np.ones(len(pairs), bool), tuple(pairs.T)), shape=(parts, parts))
    count, component = connected_components(touching, directed=False)
    earliest = np.full(count, np.iinfo(np.intp).max)
    np.minimum.at(earliest, component, firsts)
    ids = np.empty(count, np.intp)
    ids[np.argsort(earliest)] = np.arange(1, count + 1)
    joined: NDArray[np.intp] = ids[component]
    return joined


def _hops(image: Classes, connectivity: int | None) -> int:
    if image.dtype != bool and not np.issubdtype(image.dtype, np.integer):
        raise TypeError(
            f"Cannot label an image of dtype {image.dtype}: expected a mask (bool) or integer "
            "classes. Threshold or round it first."
        )
    hops = image.ndim if connectivity is None else connectivity
    if not 1 <= hops <= image.ndim:
        raise ValueError(
            f"Got connectivity={connectivity} for an image with {image.ndim} axes: expected "
            f"1 to {image.ndim}."
        )
    return hops


def _is_numbered_by_columns(image: Classes) -> bool:
    return image.dtype != bool and image.ndim == 3 and image.shape[2] == 1


def _label_dtype(image: Classes) -> type[np.signedinteger[Any]]:
    small = image.dtype == bool and image.size < np.iinfo(np.int32).max
    return np.int32 if small else np.intp


def _labelled(
    labeller: Labeller, hops: int, shape: tuple[int, ...], chunk: Chunk, block: Classes
) -> tuple[LabelImage, NDArray[np.intp]]:
    """Label a block and find, in the whole image, the first pixel of each label."""
    labels = labeller(block, hops)
    flat = labels.ravel()
    starts = np.flatnonzero(np.diff(flat, prepend=0))
    local = np.full(int(flat.max(initial=0)) + 1, flat.size, np.intp)
    np.minimum.at(local, flat[starts], starts)
    inside = np.unravel_index(local[1:], block.shape)
    position = [a + start for a, start in zip(inside, chunk.core.start, strict=True)]
    return labels, np.asarray(np.ravel_multi_index(tuple(position), shape), dtype=np.intp)


def _renumbered(chunk: Chunk, labels: LabelImage, table: LabelImage) -> LabelImage:
    renumbered: LabelImage = table[labels]
    return renumbered


def _seam_pairs(
    image: Classes,
    labels: LabelImage,
    chunk_shape: Sequence[int],
    offsets: NDArray[np.intp],
    hops: int,
) -> NDArray[np.intp]:
    """Find the parts that touch across seams.

    Neighbours in different chunks lie on two sides of a seam along at least one axis, so slabs
    two pixels thick that span the whole image see every corner.
    """
    steps = list(zip(image.shape, chunk_shape, strict=True))
    of_chunk = offsets.reshape([max(1, -(-length // step)) for length, step in steps])
    found = [np.empty((0, 2), np.intp)]
    for axis, (length, step) in enumerate(steps):
        across = [offset for offset in _neighbours(image.ndim, hops) if offset[axis] == 1]
        for seam in range(step, length, step):
            ranges = [np.arange(n) for n in image.shape]
            ranges[axis] = np.array([seam - 1, seam])
            cut = tuple(slice(r[0], r[-1] + 1) if r.size else slice(0) for r in ranges)
            chunk_of_pixel = np.ix_(*(r // n for r, n in zip(ranges, chunk_shape, strict=True)))
            parts = labels[cut] + of_chunk[chunk_of_pixel]
            found.append(_touching(image[cut], parts, across) - 1)
    return np.concatenate(found)


def _neighbours(ndim: int, hops: int) -> Iterator[tuple[int, ...]]:
    for offset in itertools.product((-1, 0, 1), repeat=ndim):
        if 1 <= sum(map(abs, offset)) <= hops:
            yield offset


def _touching(
    classes: Classes, parts: NDArray[Any], offsets: Sequence[tuple[int, ...]]
) -> NDArray[np.intp]:
    """Pair the parts of equal foreground pixels that lie one of `offsets` apart."""
    found = [np.empty((0, 2), np.intp)]
    for offset in offsets:
        here, there = _aligned(classes.shape, offset)
        equal = (classes[here] == classes[there]) & (classes[here] != 0)
        pairs = np.stack([parts[here][equal], parts[there][equal]], axis=1)
        # Long borders repeat the same pair pixel after pixel.
        repeated = np.any(np.diff(pairs, axis=0, prepend=0), axis=1)
        found.append(pairs[repeated])
    return np.concatenate(found)


def _aligned(
    shape: Sequence[int], offset: Sequence[int]
) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Index the pixels that have a neighbour at `offset`, and those neighbours."""
    spans = list(zip(shape, offset, strict=True))
    here = tuple(slice(max(0, -d), n - max(0, d)) for n, d in spans)
    there = tuple(slice(max(0, d), n - max(0, -d)) for n, d in spans)
    return here, there


def _part(progress: Progress | None, index: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, total: progress(index * total + done, 2 * total)
