"""Failures of starting, each one line that says what and what to do."""

from __future__ import annotations


class UpFault(Exception):
    """`bot up` cannot go on; the text is for the operator."""
