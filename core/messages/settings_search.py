"""Wording of what can go wrong while good settings are searched for."""

from __future__ import annotations

from core.messages.message import Message

MESSAGES = {
    "settings_search.too_few": Message(
        "There are too few photos to compare settings",
        "To compare settings, some photos of each class are kept aside in turn. With {photos} photos in all "
        "that are not for the test, no class has enough.",
        "Add more photos to your classes; from about ten in each it makes sense.",
    ),
}
