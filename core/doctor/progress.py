"""One bar of progress for work in several parts."""

from __future__ import annotations

from core.context import Context
from core.doctor.looks import STAGE
from core.types import Event

_TOTAL = 100


class Part:
    """A context for one part of the work: its progress fills a share of the whole bar.

    Args:
        context: of the whole work.
        begin: where in the bar the part begins, 0 to 1.
        end: where it ends.
    """

    def __init__(self, context: Context, begin: float, end: float) -> None:
        self._context, self._begin, self._end = context, begin, end

    def emit(self, event: Event) -> None:
        """Tells of the part's progress as progress of the whole."""
        share = event.done / event.total if event.total else 0.0
        done = round(_TOTAL * (self._begin + share * (self._end - self._begin)))
        self._context.emit(Event("progress", STAGE, done, _TOTAL))

    def stop_requested(self) -> bool:
        """Whether the person asked to stop."""
        return self._context.stop_requested()
