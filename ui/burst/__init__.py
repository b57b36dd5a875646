"""A camera field that takes several photos in a row."""

from ui.burst.burst_field import burst_field

__all__ = ["burst_field"]
