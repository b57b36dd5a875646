"""Sentences about how good a model is."""

from core.messages.message import Message

MESSAGES = {
    "evaluation.data_changed": Message(
        "The photos of this model are not here any more",
        "A model is asked about the photos that it learned from. This one does not carry them: it was sent by "
        "somebody, or trained with an earlier version of Foldersight, and the photos of this project are others.",
        "Train a model on the photos that are here, then look at its results.",
    ),
    "evaluation.not_yet": Message(
        "This model has not been looked at closely yet",
        "The model {run} has no answers for each of its photos yet, and two models are compared photo by photo.",
        "Open the results of that model once, wait until they are ready, then compare again.",
    ),
    "evaluation.nothing_in_common": Message(
        "These two models have no photos in common",
        "The models {first} and {second} were trained on different photos, so there is nothing to compare them on.",
        "Choose two models that were trained on the same photos.",
    ),
    "evaluation.too_few": Message(
        "There are too few photos for this",
        "Every photo must be answered by a model that never saw it, but only {photos} can be: the others have no "
        "second photo of their class that is not nearly the same.",
        "Add photos that are really different to each class, then train again.",
    ),
    "evaluation.fine_tuned": Message(
        "This is asked of the model that was fine-tuned",
        "Learning again with fewer photos would take a fine-tuning for each try.",
        "Ask it of the model that this one began with: what more photos would bring is much the same.",
    ),
    "evaluation.nothing_kept_aside": Message(
        "No photos were kept aside",
        "The model learned from all of its photos, so there are none left to try in other conditions.",
        "Add photos that are really different to each class, then train again.",
    ),
}
