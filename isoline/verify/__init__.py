"""Comparing results: what changed, how well they agree with the truth, and how stable they are.

Plain functions on arrays, flat or deep. In label images 0, and what is below, is background.
"""
