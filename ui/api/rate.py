"""How often each key may ask: a bucket that fills at a steady rate."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from core.errors import UserError

PER_MINUTE = 120
_MOST_BUCKETS = 1000


class RateLimit:
    """Lets each name through `per_minute` times a minute; safe to use from any thread.

    Args:
        per_minute: the steady rate, and how many may come at once after a quiet minute.
        clock: seconds, growing.
    """

    def __init__(
        self, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, name: str) -> None:
        """Counts one request.

        Raises:
            UserError: `api.too_often`.
        """
        with self._lock:
            now = self._clock()
            left, seen_at = self._buckets.pop(name, (float(self._per_minute), now))
            left = min(self._per_minute, left + (now - seen_at) * self._per_minute / 60)
            # Put back at the end: the one that was quiet for longest is forgotten first.
            self._buckets[name] = (left - 1 if left >= 1 else left, now)
            while len(self._buckets) > _MOST_BUCKETS:
                del self._buckets[next(iter(self._buckets))]
        if left < 1:
            wait_s = max(1, math.ceil((1 - left) * 60 / self._per_minute))
            raise UserError("api.too_often", per_minute=self._per_minute, wait_s=wait_s)
