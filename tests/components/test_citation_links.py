from __future__ import annotations

import pytest

from components.prose import with_citations


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("as in [1].", r"as in [\[1\]](#reference-1)."),
        ("as in [3].", r"as in \[3\]."),
        ("not `a[1]`", "not `a[1]`"),
        ("Code:\n\n    a[1] = 2", "Code:\n\n    a[1] = 2"),
        ("an interval [0, 1] stays", "an interval [0, 1] stays"),
    ],
)
def test_citations_lead_to_references_and_code_stays(text: str, shown: str) -> None:
    assert with_citations(text, cited=2) == shown
