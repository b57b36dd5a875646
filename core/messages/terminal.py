"""Sentences that only somebody at a terminal sees."""

from core.messages.message import Message

MESSAGES = {
    "photo.not_readable": Message(
        "The file cannot be opened",
        "{file} is not there, or it may not be read.",
        "Check the spelling, or give the whole path.",
    ),
}
