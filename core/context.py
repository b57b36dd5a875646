"""How the engine tells of its progress and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from core.errors import Cancelled
from core.types import Event


class Context(Protocol):
    """What every long-running function of the engine is given."""

    def emit(self, event: Event) -> None:
        """Tells of progress."""

    def stop_requested(self) -> bool:
        """Whether the person asked to stop; cheap enough to be asked once per batch."""


class QuietContext:
    """A context that tells nobody and never stops; for tests and scripts.

    Args:
        on_event: called with each event.
        should_stop: asked by `stop_requested`.
    """

    def __init__(
        self,
        on_event: Callable[[Event], None] = lambda _: None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.emit = on_event
        self.stop_requested = should_stop


def raise_if_stopped(context: Context) -> None:
    """Returns nothing while the work may go on.

    Raises:
        Cancelled: the person asked to stop.
    """
    if context.stop_requested():
        raise Cancelled
