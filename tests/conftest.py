"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes is the machine's affair, and no property of what is tested.
settings.register_profile("isoline", deadline=None)
settings.load_profile("isoline")
