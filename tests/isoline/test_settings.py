from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isoline.errors import SettingError
from isoline.settings import SETTINGS, Setting, Settings, load, table


def named(name: str) -> Setting:
    return next(setting for setting in SETTINGS if setting.name == name)


def test_without_flags_and_variables_every_setting_has_its_default() -> None:
    assert load([], {}) == Settings()


def test_a_variable_wins_over_the_default() -> None:
    assert load([], {"ISOLINE_DATA_DIR": "elsewhere"}).data_dir == Path("elsewhere")


def test_a_flag_wins_over_a_variable() -> None:
    assert load(["--port", "9001"], {"ISOLINE_PORT": "9002"}).port == 9001


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load([], {"ISOLINE_PORT": ""}).port == Settings().port


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1048576", 2**20),
        ("1M", 2**20),
        ("1.5 GiB", 3 * 2**29),
        ("2kb", 2048),
        ("10 MB", 10 * 2**20),
    ],
)
def test_sizes_take_units(text: str, expected: int) -> None:
    assert named("max_upload_bytes").parse(text, "--max-upload-bytes") == expected


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("port", "http"),
        ("port", "70000"),
        ("port", "-1"),
        ("threads", "0"),
        ("max_upload_bytes", "lots"),
        ("max_upload_bytes", "-5"),
        ("max_upload_bytes", "1GM"),
        ("max_upload_bytes", "inf"),
        ("max_pixels", "1e9"),
        ("decode_timeout", "nan"),
        ("decode_timeout", "0"),
        ("cache_type", "Memcached"),
        ("log_level", "loud"),
    ],
)
def test_a_bad_value_is_refused_with_its_name_value_origin_and_what_is_expected(
    name: str, text: str
) -> None:
    setting = named(name)
    with pytest.raises(SettingError) as caught:
        load([], {setting.variable: text})
    message = str(caught.value)
    for part in (name, repr(text), setting.variable, setting.reader.expected):
        assert part in message


def test_a_bad_flag_value_names_the_flag() -> None:
    with pytest.raises(SettingError, match="from --port"):
        load(["--port=x"], {})


def test_hosts_are_separated_by_commas() -> None:
    assert load(["--allowed-hosts", "a.example, b.example,"], {}).allowed_hosts == (
        "a.example",
        "b.example",
    )


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_table_documents_every_setting(setting: Setting) -> None:
    row = next(line for line in table().splitlines() if f"`{setting.flag}`" in line)
    assert setting.variable in row
    assert setting.meaning in row


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_documented_default_reads_back_as_the_default(setting: Setting) -> None:
    shown = table().split(f"`{setting.variable}` | ")[1].split(" |")[0].strip("`")
    text = "" if shown == "none" else shown
    assert setting.parse(text, "the table") == setting.default


def test_help_lists_every_flag(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        load(["--help"], {})
    printed = capsys.readouterr().out
    assert all(setting.flag in printed for setting in SETTINGS)


@given(st.text(max_size=20), st.sampled_from(SETTINGS))
def test_any_text_is_either_read_or_refused_as_a_setting(text: str, setting: Setting) -> None:
    try:
        value = setting.parse(text, "a test")
    except SettingError as error:
        refusal = str(error)
    else:
        refusal = f"{setting.name} took {value}"
    assert setting.name in refusal
