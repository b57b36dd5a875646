"""Sentences about training."""

from core.messages.message import Message

MESSAGES = {
    "dataset.working_copy_missing": Message(
        "A photo of this project is gone",
        "The stored copy of a photo ({photo}) was deleted or moved.",
        "Upload your photos again; photos that are still here are not stored twice.",
    ),
    "training.no_epoch": Message(
        "Stopped before the first epoch",
        "The training was stopped before the model had seen all photos once, so there is nothing to keep.",
        "Press Train to begin again; what was prepared so far is remembered.",
    ),
    "training.diverged": Message(
        "The training went astray",
        "In epoch {epoch} the numbers grew without bound. This happens when the learning rate is too large "
        "(it was {learning_rate}).",
        "Lower the learning rate, or press “Reset to the suggested settings”, and train again.",
    ),
    "training.none_aside": Message(
        "There are no photos to ask it about",
        "The model learned from all of its photos, so a second network could not be tested fairly.",
        "Add more photos to each class, train again, and start it once more.",
    ),
    "training.out_not_empty": Message(
        "The output folder is in use",
        "{folder} holds other files, and a model replaces the whole folder, so they would be lost.",
        "Name a new or an empty folder with --out.",
    ),
}
