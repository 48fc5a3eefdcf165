from __future__ import annotations

import pytest

from components.shell import layout
from tests.components.drawn import written


@pytest.mark.parametrize("reload", [True, False])
def test_pages_follow_the_files_of_algorithms_only_where_asked(reload: bool) -> None:
    assert ("data-reload" in written(layout(reload=reload))) is reload
