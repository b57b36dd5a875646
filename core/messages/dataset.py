"""Sentences about a data set: whether it is enough to learn from, and changes to it."""

from core.messages.message import Message

MESSAGES = {
    "dataset.empty": Message(
        "There are no photos yet",
        "A model learns from photos of at least two classes.",
        "Add a zip, a folder, or photos for each class.",
    ),
    "dataset.one_class": Message(
        "There is only one class",
        "All photos are of “{name}”. To tell things apart, a model must see at least two kinds.",
        "Add a second class, for example photos of what is not “{name}”.",
    ),
    "dataset.class_too_small": Message(
        "A class has too few photos",
        "“{name}” has too few photos: {photos}, and at least {needed} are needed.",
        "Add at least this many more to “{name}”: {more}. Or remove the class.",
    ),
    "dataset.class_not_in_training": Message(
        "A class has no photos to learn from",
        "“{name}” has photos only in the folders for validation or test.",
        "Put some photos of “{name}” into the training folder, or remove the class.",
    ),
    "dataset.few_photos": Message(
        "More photos would help",
        "The smallest class is “{name}”, its number of photos: {photos}. From {good} photos per class "
        "on, a model gets much surer.",
        "Add more photos, taken in different places and light. You can train without, too.",
    ),
    "dataset.unbalanced": Message(
        "The classes are of very different size",
        "“{largest}” has {largest_photos} photos and “{smallest}” {smallest_photos}. A model then tends "
        "to answer “{largest}” too often.",
        "Add photos to “{smallest}”. Until then training balances the classes by itself.",
    ),
    "dataset.class_name_empty": Message(
        "The class needs a name", "The name was empty.", "Type what is to be seen in its photos."
    ),
    "dataset.class_name_taken": Message(
        "There is a class of that name",
        "“{name}” is there already.",
        "Choose another name.",
    ),
    "dataset.class_missing": Message(
        "There is no such class",
        "“{name}” is not among the classes. It may have been renamed or removed in another window.",
        "Reload the page.",
    ),
    "photo.put_aside": Message(
        "The photo is there, but put aside",
        "It is exactly the same as {same_as}, which somebody put aside in “{kept_in}”.",
        "To use it, look at all photos of “{kept_in}”, open those that are put aside and press “Use again”.",
    ),
}
