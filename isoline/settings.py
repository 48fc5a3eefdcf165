"""Settings: one declaration of each drives its flag, its variable and its documentation.

A flag (``--data-dir``) wins over an environment variable (``ISOLINE_DATA_DIR``), which wins over
the default. An empty variable counts as not set.
"""

from __future__ import annotations

import argparse
import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Generic, TypeVar

from isoline.errors import SettingError
from isoline.rooms import SPARE_BYTES

T = TypeVar("T")

PREFIX = "ISOLINE_"
_UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


@dataclass(frozen=True, slots=True)
class Reader(Generic[T]):
    """How the text of a value is read; `read` raises ValueError for what is not `expected`."""

    expected: str
    read: Callable[[str], T]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting.

    Attributes
    ----------
    name : str
        Name of the attribute of `Settings`.
    default : object
        Value when none is given.
    meaning : str
        What it does.
    reader : Reader
        How its text is read.
    """

    name: str
    default: Any
    meaning: str
    reader: Reader[Any]

    @property
    def flag(self) -> str:
        """Command-line flag, such as ``--data-dir``."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """Environment variable, such as ``ISOLINE_DATA_DIR``."""
        return PREFIX + self.name.upper()

    def parse(self, text: str, origin: str) -> Any:
        """Read a value.

        Parameters
        ----------
        text : str
            The value as given.
        origin : str
            Where it was given, for the error.

        Raises
        ------
        SettingError
            Names the setting, the value, where it came from and what is expected.
        """
        try:
            return self.reader.read(text.strip())
        except ValueError:
            raise SettingError(
                f"setting {self.name}: got {text!r} from {origin}, expected {self.reader.expected}"
            ) from None


def _whole(minimum: int, maximum: int) -> Reader[int]:
    def read(text: str) -> int:
        number = int(text)
        if not minimum <= number <= maximum:
            raise ValueError(text)
        return number

    return Reader(f"a whole number from {minimum} to {maximum}", read)


def _read_bytes(text: str) -> int:
    compact = text.upper().replace(" ", "").removesuffix("IB").removesuffix("B")
    digits = compact.rstrip("KMGT")
    count = float(digits) * _UNITS[compact[len(digits) :]] if len(compact) - len(digits) < 2 else 0
    if not 1 <= count < math.inf:
        raise ValueError(text)
    return int(count)


def _read_seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise ValueError(text)
    return number


def _read_text(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _read_path(text: str) -> Path:
    return Path(_read_text(text))


def _read_optional_path(text: str) -> Path | None:
    return Path(text) if text else None


def _read_truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"


def _read_words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _one_of(*choices: str) -> Reader[str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(text)
        return text

    return Reader("one of " + ", ".join(choices), read)


_OPTIONAL_FOLDER: Reader[Path | None] = Reader("a folder, or nothing", _read_optional_path)
_BYTES = Reader("a number of bytes such as 1073741824, 512M or 1G", _read_bytes)


def _setting(default: T, meaning: str, reader: Reader[T]) -> T:
    """Declare a field of `Settings`; typed as its value so that reading one is typed too."""
    declared: Any = field(default=default, metadata={"meaning": meaning, "reader": reader})
    return declared  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The value of every setting; see `table` for what each means.

    Examples
    --------
    >>> Settings(port=0).port, Settings().threads
    (0, 8)
    """

    host: str = _setting(
        "127.0.0.1",
        "Address to listen on. `0.0.0.0` opens the server to the network: it has no log-in.",
        Reader("a host name or address", _read_text),
    )
    port: int = _setting(8050, "Port to listen on; 0 picks a free one.", _whole(0, 65535))
    data_dir: Path = _setting(  # noqa: RUF009
        Path("data"),
        "Folder for uploads, results and caches; made where it is missing.",
        Reader("a folder", _read_path),
    )
    algorithms_dir: Path | None = _setting(  # noqa: RUF009
        None,
        "Folder with modules of your own algorithms; see docs/add_an_algorithm.md.",
        _OPTIONAL_FOLDER,
    )
    prepare_thumbnails: bool = _setting(
        True,
        "Whether the gallery's pictures are made after the start, when nobody waits for anything "
        "else; otherwise each is made when it is first looked at.",
        Reader("true or false", _read_truth),
    )
    reload: bool = _setting(
        False,
        "Whether algorithms are loaded anew when their files are saved; for developing them.",
        Reader("true or false", _read_truth),
    )
    threads: int = _setting(
        8, "Previews that are computed at the same time; see docs/serving.md.", _whole(1, 256)
    )
    exact_runs: int = _setting(
        2, "Exact results that are computed at the same time, beside previews.", _whole(1, 256)
    )
    helpers: int = _setting(
        3,
        "Processes beside the server that compute previews while many are asked for at once; 0 for "
        "none. On Linux only.",
        _whole(0, 64),
    )
    workers: int = _setting(
        0,
        "Processors that one computation may use; 0 means all that the machine or its container "
        "grants.",
        _whole(0, 1024),
    )
    # A gibibyte holds a 16k x 16k picture of 32-bit floats; nearly all microscope exports fit.
    max_upload_bytes: int = _setting(2**30, "Largest file that may be uploaded.", _BYTES)
    max_pixels: int = _setting(
        400_000_000,
        "Most pixels an uploaded picture may have, all planes together.",
        _whole(1, 10**12),
    )
    max_decoded_bytes: int = _setting(
        2 * 2**30, "Largest array that an uploaded picture may become.", _BYTES
    )
    decode_timeout: float = _setting(
        60.0,
        "Seconds that decoding an upload may take.",
        Reader("a number of seconds above 0", _read_seconds),
    )
    memory_cache_bytes: int = _setting(512 * 2**20, "Memory for recent results.", _BYTES)
    disk_cache_bytes: int = _setting(4 * 2**30, "Disk space for results.", _BYTES)
    max_runs: int = _setting(
        10_000, "Recipes of runs that are kept so that their addresses work.", _whole(1, 10**7)
    )
    cache_type: str = _setting(
        "FileSystemCache",
        "Where encoded views are cached: a back end of flask-caching.",
        _one_of("FileSystemCache", "SimpleCache", "RedisCache", "NullCache"),
    )
    cache_redis_url: str = _setting(
        "redis://localhost:6379/0",
        "Address of the Redis server for `cache_type` RedisCache; only Isoline may write to it.",
        Reader("an address such as redis://host:6379/0", _read_text),
    )
    view_cache_entries: int = _setting(
        2000, "Encoded views that are cached in files.", _whole(1, 10**6)
    )
    view_memory_bytes: int = _setting(64 * 2**20, "Memory for recent encoded views.", _BYTES)
    answer_memory_bytes: int = _setting(
        64 * 2**20,
        "Memory for small answers, a quarter each: compressed scripts, heads of views, addresses "
        "that were read, figures.",
        _BYTES,
    )
    thumbnail_memory_bytes: int = _setting(
        64 * 2**20, "Memory for results while thumbnails of samples are made.", _BYTES
    )
    trial_memory_bytes: int = _setting(
        128 * 2**20,
        "Memory for thumbnails of one's own pictures, half of it for the results they are made of.",
        _BYTES,
    )
    spare_memory_bytes: int = _setting(
        SPARE_BYTES,
        "Memory of large results that waits to be used again, as fresh memory takes time.",
        _BYTES,
    )
    allowed_hosts: tuple[str, ...] = _setting(
        (),
        "Further host names, separated by commas, under which browsers may reach the server; "
        "`*` allows all.",
        Reader("host names separated by commas", _read_words),
    )
    log_level: str = _setting(
        "info",
        "How much is logged to standard error.",
        _one_of("debug", "info", "warning", "error"),
    )


SETTINGS: tuple[Setting, ...] = tuple(
    Setting(item.name, item.default, item.metadata["meaning"], item.metadata["reader"])
    for item in fields(Settings)
)


def load(
    arguments: Sequence[str] | None = None, environment: Mapping[str, str] | None = None
) -> Settings:
    """Read the settings from flags and environment variables.

    Parameters
    ----------
    arguments : sequence of str, optional
        Flags; those of the process where left out.
    environment : mapping of str to str, optional
        Variables; those of the process where left out.

    Returns
    -------
    Settings
        A value for every setting.

    Raises
    ------
    SettingError
        If a value cannot be used.

    Examples
    --------
    >>> load(["--port", "9000"], {"ISOLINE_PORT": "1", "ISOLINE_THREADS": "4"}).port
    9000
    """
    variables = os.environ if environment is None else environment
    given = vars(_parser().parse_args(arguments))
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        if (text := given[setting.name]) is not None:
            values[setting.name] = setting.parse(text, setting.flag)
        elif text := variables.get(setting.variable, "").strip():
            values[setting.name] = setting.parse(text, setting.variable)
    return Settings(**values)


def table() -> str:
    """Describe all settings as a table in Markdown."""
    lines = ["| flag | variable | default | meaning |", "|---|---|---|---|"]
    lines += [
        f"| `{setting.flag}` | `{setting.variable}` | {_shown(setting)} | {setting.meaning} |"
        for setting in SETTINGS
    ]
    return "\n".join(lines) + "\n"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="app.py",
        description="Serve the Isoline workbench.",
        epilog=f"Each flag can also be given as a variable, such as {SETTINGS[0].variable}.",
        allow_abbrev=False,
    )
    for setting in SETTINGS:
        # argparse formats help texts with the percent operator.
        meaning = f"{setting.meaning} [{_plain(setting)}]".replace("%", "%%")
        parser.add_argument(setting.flag, dest=setting.name, metavar="VALUE", help=meaning)
    return parser


def _plain(setting: Setting) -> str:
    """The default in the words in which it could be given."""
    value = setting.default
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if setting.reader is _BYTES:
        unit = next(unit for unit in "TGMK" if value % _UNITS[unit] == 0)
        return f"{value // _UNITS[unit]}{unit}"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def _shown(setting: Setting) -> str:
    return f"`{_plain(setting)}`" if _plain(setting) else "none"
