"""Sentences about fine-tuning."""

from core.messages.message import Message

MESSAGES = {
    "fine_tuning.network": Message(
        "This network cannot be fine-tuned here",
        "The model stands on {backbone}. Only EfficientNet-Lite0 and EfficientNet-Lite2, each alone, can be.",
        "Train a model on EfficientNet-Lite0 or EfficientNet-Lite2 first, then fine-tune that one.",
    ),
    "fine_tuning.too_few_aside": Message(
        "There are too few photos for fine-tuning",
        "Whether fine-tuning helps is seen on photos that were kept aside. There are {photos} that are really "
        "different, and below {needed} nobody could tell it from luck.",
        "Add photos to each class, train again, then fine-tune.",
    ),
    "fine_tuning.setting": Message(
        "A setting of the fine-tuning is out of range",
        "{name} cannot be {value}.",
        "Choose a value that the page offers.",
    ),
}
