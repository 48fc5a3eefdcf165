"""The library of images: samples and uploads under opaque ids."""

from __future__ import annotations

import builtins
import hashlib
import os
import shutil
import threading
from collections import OrderedDict
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from isoline.errors import DamagedImageError, EmptyImageError, ReadOnlyImageError, UnknownImageError
from isoline.images.decoding import decode
from isoline.images.formats import NPY, Format, format_named
from isoline.images.limits import Limits
from isoline.images.picture import Picture, check_axes, guess_axes, normalise
from isoline.images.pyramid import Level, Pyramid
from isoline.images.record import ImageRecord, display_name
from isoline.images.report import Report, report_on
from isoline.images.samples import SAMPLES, is_sample, sample_pixels, sample_record
from isoline.images.shelf import ORIGINAL_FILE, PIXELS_FILE, Shelf

_PIECE = 2**20
_ID_DIGITS = 20
_OPEN_PYRAMIDS = 32
_DEFAULTS = Limits()


class ImageStore:
    """Images by id. Safe for several threads, and for several processes on one root.

    Parameters
    ----------
    root : Path
        Folder for uploads; made where it is missing.
    max_upload_bytes : int
        Largest file that `add` takes.
    max_pixels : int
        Most pixels that a file may declare, channels not counted.
    max_decoded_bytes : int
        Largest array that a file may become.
    decode_timeout : float
        Seconds that decoding a file may take.
    """

    def __init__(
        self,
        root: Path,
        *,
        max_upload_bytes: int = _DEFAULTS.max_upload_bytes,
        max_pixels: int = _DEFAULTS.max_pixels,
        max_decoded_bytes: int = _DEFAULTS.max_decoded_bytes,
        decode_timeout: float = _DEFAULTS.decode_timeout,
    ) -> None:
        self.limits = Limits(max_upload_bytes, max_pixels, max_decoded_bytes, decode_timeout)
        self._shelf = Shelf(root)
        self._pyramids: OrderedDict[str, Pyramid] = OrderedDict()
        self._lock = threading.Lock()
        # Each decoder may take several times the picture's size in memory.
        self._decoders = threading.BoundedSemaphore(max(1, os.cpu_count() or 1))

    def add(self, stream: BinaryIO, name: str, length: int | None = None) -> ImageRecord:
        """Take in a file; the same bytes always get the same id.

        Parameters
        ----------
        stream : binary file
            Read in pieces of 1 MB, to its end or for `length` bytes.
        name : str
            File name for display; its ending says nothing about the format.
        length : int, optional
            Announced size in bytes.

        Returns
        -------
        ImageRecord
            The stored image.

        Raises
        ------
        ImageTooLargeError
            Over one of the limits.
        ImageError
            Empty, of an unknown format, damaged, or shorter than announced.
        """
        with self._shelf.workplace() as work:
            digest, size = self._receive(stream, work / ORIGINAL_FILE, length)
            identifier = digest[:_ID_DIGITS]
            # It may be deleted between being found and renamed; then it is taken in as any other.
            with suppress(UnknownImageError):
                if self._shelf.holds(identifier):
                    return self._rename(identifier, name)
            with self._decoders:
                kind, report = decode(work / ORIGINAL_FILE, work, self.limits)
            record = _upload_record(report, kind, digest, size, name)
            self._shelf.put(work, record)
            return record

    def add_array(
        self, array: NDArray[Any], name: str = "array", axes: str | None = None
    ) -> ImageRecord:
        """Take in an array, as if it came as an NPY file.

        Parameters
        ----------
        array : ndarray
            bool, integer or float array of 2 to 5 dimensions.
        name : str
            Name for display.
        axes : str, optional
            One letter of ``"TZYXC"`` for each dimension; guessed from the shape where left out.

        Returns
        -------
        ImageRecord
            The stored image.

        Raises
        ------
        ImageError
            Where it is not a picture, or the axes do not fit.
        ImageTooLargeError
            Over one of the limits.
        """
        pixels = normalise(np.asarray(array))
        guessed = guess_axes(pixels.shape) if axes is None else check_axes(axes, pixels.shape)
        channels = pixels.shape[-1] if guessed.endswith("C") else 1
        self.limits.check_decoded(pixels.size // channels, pixels.nbytes)
        with self._shelf.workplace() as work:
            np.save(work / PIXELS_FILE, pixels, allow_pickle=False)
            shutil.copyfile(work / PIXELS_FILE, work / ORIGINAL_FILE)
            with (work / ORIGINAL_FILE).open("rb") as stream:
                hashed = hashlib.file_digest(stream, "sha256")
            digest = hashed.hexdigest()
            # The same values along other axes are another image.
            hashed.update(b"" if axes is None else axes.encode())
            size = (work / ORIGINAL_FILE).stat().st_size
            report = report_on(Picture(pixels, guessed))
            record = _upload_record(report, NPY, digest, size, name)
            record = record.model_copy(update={"id": hashed.hexdigest()[:_ID_DIGITS]})
            self._shelf.put(work, record)
            return record

    def get(self, identifier: str) -> ImageRecord:
        """Describe an image.

        Parameters
        ----------
        identifier : str
            Id of a sample or an upload.

        Returns
        -------
        ImageRecord
            Its record.

        Raises
        ------
        UnknownImageError
            Where there is none with that id.
        """
        if is_sample(identifier):
            return sample_record(identifier)
        return self._shelf.record(identifier)

    def list(self) -> builtins.list[ImageRecord]:
        """Describe all images: samples in their order, then uploads, newest first."""
        uploads = self._shelf.records()
        uploads.sort(key=lambda record: (record.created or "", record.id), reverse=True)
        return [sample_record(sample.id) for sample in SAMPLES] + uploads

    def delete(self, identifier: str) -> None:
        """Delete an upload.

        Parameters
        ----------
        identifier : str
            Its id.

        Raises
        ------
        ReadOnlyImageError
            For a sample.
        UnknownImageError
            Where there is none with that id.
        """
        if is_sample(identifier):
            raise ReadOnlyImageError(
                f"{identifier!r} is a sample and cannot be deleted; only uploads can."
            )
        self._shelf.remove(identifier)
        with self._lock:
            self._pyramids.pop(identifier, None)

    def forget_deleted(self) -> None:
        """Close uploads that another process has deleted: their files take space until then."""
        with self._lock:
            opened = [name for name in self._pyramids if not is_sample(name)]
        for identifier in opened:
            try:
                self._shelf.folder(identifier)
            except UnknownImageError:
                with self._lock:
                    self._pyramids.pop(identifier, None)

    def pixels(self, identifier: str) -> NDArray[Any]:
        """Give the array of an image.

        Parameters
        ----------
        identifier : str
            Id of a sample or an upload.

        Returns
        -------
        ndarray
            Read-only; uploads are mapped from disk, not loaded.

        Raises
        ------
        UnknownImageError
            Where there is none with that id.
        """
        return sample_pixels(identifier) if is_sample(identifier) else self.pyramid(identifier).base

    def pyramid(self, identifier: str) -> Pyramid:
        """Give an image with its smaller versions.

        Parameters
        ----------
        identifier : str
            Id of a sample or an upload.

        Returns
        -------
        Pyramid
            Levels are built when asked for; those of uploads are kept on disk.

        Raises
        ------
        UnknownImageError
            Where there is none with that id.
        """
        # Another process may have deleted it while it is open here.
        folder = None if is_sample(identifier) else self._shelf.folder(identifier)
        with self._lock:
            if identifier in self._pyramids:
                self._pyramids.move_to_end(identifier)
                return self._pyramids[identifier]
        opened = self._open(identifier, folder)
        with self._lock:
            opened = self._pyramids.setdefault(identifier, opened)
            if len(self._pyramids) > _OPEN_PYRAMIDS:
                self._pyramids.popitem(last=False)
            return opened

    def level(self, identifier: str, scale: float) -> Level:
        """Give the smallest level of an image that is not coarser than a scale.

        Parameters
        ----------
        identifier : str
            Id of a sample or an upload.
        scale : float
            Wanted pixels per pixel of the image.

        Returns
        -------
        Level
            Its pixels and its own scale.

        Raises
        ------
        UnknownImageError
            Where there is none with that id.
        """
        return self.pyramid(identifier).level_for(scale)

    def original(self, identifier: str) -> Path:
        """Give the path of the file as it was uploaded.

        Parameters
        ----------
        identifier : str
            Id of an upload.

        Returns
        -------
        Path
            An existing file.

        Raises
        ------
        UnknownImageError
            For samples, and where there is no upload with that id.
        """
        return self._shelf.folder(identifier) / ORIGINAL_FILE

    def _open(self, identifier: str, folder: Path | None) -> Pyramid:
        axes = self.get(identifier).axes
        if folder is None:
            return Pyramid(sample_pixels(identifier), axes)
        try:
            mapped = np.load(folder / PIXELS_FILE, mmap_mode="r", allow_pickle=False)
        except FileNotFoundError as error:
            raise UnknownImageError(f"The image {identifier} was just deleted.") from error
        return Pyramid(np.asarray(mapped), axes, folder)

    def _rename(self, identifier: str, name: str) -> ImageRecord:
        known = self._shelf.record(identifier)
        shown, kind = display_name(name), format_named(known.format)
        notes = tuple(note for note in known.notes if note not in _naming_note(known.name, kind))
        notes += _naming_note(shown, kind)
        renamed = known.model_copy(update={"name": shown, "notes": notes, "created": _now()})
        self._shelf.rewrite(renamed)
        return renamed

    def _receive(self, stream: BinaryIO, target: Path, length: int | None) -> tuple[str, int]:
        self.limits.check_upload(length or 0)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as file:
            while piece := stream.read(_PIECE if length is None else min(_PIECE, length - size)):
                size += len(piece)
                self.limits.check_upload(size)
                digest.update(piece)
                file.write(piece)
        if length is not None and size < length and size:
            raise DamagedImageError(
                f"The upload ended after {size:,} of {length:,} bytes. Send the file again."
            )
        if not size:
            raise EmptyImageError(
                "The file is empty (0 bytes); a picture was expected. Check that it was saved or "
                "downloaded completely and send it again."
            )
        return digest.hexdigest(), size


def _upload_record(report: Report, kind: Format, digest: str, size: int, name: str) -> ImageRecord:
    shown = display_name(name)
    return ImageRecord(
        id=digest[:_ID_DIGITS],
        name=shown,
        shape=report.shape,
        axes=report.axes,
        dtype=report.dtype,
        sha256=digest,
        size_bytes=size,
        spacing=report.spacing,
        unit=report.unit,
        source="upload",
        created=_now(),
        notes=report.notes + _naming_note(shown, kind),
        minimum=report.minimum,
        maximum=report.maximum,
        binary=report.binary,
        format=kind.name,
    )


def _naming_note(name: str, kind: Format) -> tuple[str, ...]:
    ending = Path(name).suffix.lower()
    if not ending or ending in kind.extensions:
        return ()
    return (f"The name ends in {ending}, but the file is {kind.name} and was read as that.",)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
