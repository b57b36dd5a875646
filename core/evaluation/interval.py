"""The doubt that belongs to a share."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959964


def wilson_interval(successes: float, total: int, z: float = Z_95) -> tuple[float, float]:
    """The range (0 to 1) in which the true share lies, 19 times in 20 with the default `z`.

    Wilson's score interval: unlike the textbook formula it is right for small counts and near 0 and
    1. E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
    (1927).

    Args:
        successes: how many were right, 0 to `total`; a fraction where photos count in part.
        total: how many were asked; 0 gives the whole range.
        z: width in standard deviations.
    """
    if total == 0:
        return 0.0, 1.0
    share = successes / total
    centre = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low, high = max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
    # Exactly so at the ends, where rounding would leave out the very value that was measured.
    return (low if successes else 0.0), (high if successes < total else 1.0)
