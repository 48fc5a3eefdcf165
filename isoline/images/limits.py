"""How much a file from outside may ask for."""

from __future__ import annotations

from dataclasses import dataclass

from isoline.errors import ImageTooLargeError

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file; each is also the name of the setting that changes it.

    Parameters
    ----------
    max_upload_bytes : int
        Size of the file as it is sent.
    max_pixels : int
        Pixels of all planes together, colour channels not counted.
    max_decoded_bytes : int
        Size of the decoded array.
    decode_timeout : float
        Seconds that decoding may take.
    """

    max_upload_bytes: int = 2**30
    max_pixels: int = 400_000_000
    max_decoded_bytes: int = 2 * 2**30
    decode_timeout: float = 60.0

    def check_upload(self, size: int) -> None:
        """Refuse a file of more than ``max_upload_bytes``.

        Parameters
        ----------
        size : int
            Bytes announced or received so far.

        Raises
        ------
        ImageTooLargeError
            Where it is over the limit.
        """
        if size > self.max_upload_bytes:
            raise ImageTooLargeError(
                f"The file has more than {describe_bytes(self.max_upload_bytes)}, the limit for "
                "uploads. Send a smaller file or raise the setting max_upload_bytes.",
                setting="max_upload_bytes",
            )

    def check_decoded(self, pixels: int, decoded_bytes: int) -> None:
        """Refuse a picture that would be too large once decoded.

        Parameters
        ----------
        pixels : int
            Pixels of all planes together.
        decoded_bytes : int
            Size of the array.

        Raises
        ------
        ImageTooLargeError
            Where one of the two is over its limit.
        """
        if pixels > self.max_pixels:
            raise ImageTooLargeError(
                f"The picture declares {pixels:,} pixels; the limit is {self.max_pixels:,}. "
                "Crop or scale it down, or raise the setting max_pixels.",
                setting="max_pixels",
            )
        if decoded_bytes > self.max_decoded_bytes:
            raise ImageTooLargeError(
                f"The picture would take {describe_bytes(decoded_bytes)} once decoded; the limit "
                f"is {describe_bytes(self.max_decoded_bytes)}. Crop it, scale it down or use a "
                "smaller pixel type, or raise the setting max_decoded_bytes.",
                setting="max_decoded_bytes",
            )


def describe_bytes(count: int) -> str:
    """Write a number of bytes for people.

    Examples
    --------
    >>> describe_bytes(3 * 2**20)
    '3.0 MB'
    >>> describe_bytes(126)
    '126 bytes'
    """
    if count < 1024:
        return f"{count} bytes"
    size = float(count)
    for unit in ("kB", "MB", "GB"):
        size /= 1024
        if size < 1024:
            return f"{size:.1f} {unit}"
    return f"{size / 1024:,.1f} TB"
