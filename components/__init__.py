"""Pieces of screen that pages are put together from."""
