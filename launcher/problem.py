"""The one way in which the launcher refuses."""

from __future__ import annotations


class SetupProblem(Exception):
    """A refusal in one plain sentence: what is wrong, and what to do. Ends with exit code 2."""
