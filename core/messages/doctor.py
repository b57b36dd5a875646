"""Sentences of the doctor: what it found, why that hurts, and what to do.

A code with `_many` at its end is for two and more.
"""

from core.messages.message import Message

_TWICE = (
    "Photos with a twin count double: the model pays them more attention than they deserve and learns nothing "
    "new. Training never tests itself on the twin of a photo that it learned from, so your figures stay honest."
)
_LEAK = (
    "The model can know such a photo by heart, and the test then says that it is better than it is with photos "
    "that it never saw."
)
_LEAK_FIX = (
    "Put the copies aside from which the model would learn; the test photos stay as they are."
)
_CONFLICT = (
    "The model is told one thing of the first photo and another of its twin. It cannot learn both, and is "
    "marked down whatever it answers."
)
_SUSPECT = (
    "Several models that had never seen these photos were asked, and were sure of another class. A photo in the "
    "wrong class teaches the model the wrong thing, and makes its figures look worse than they are."
)
_ODD = (
    "They may have slipped in by mistake: a screenshot, a drawing, another thing. If they belong there, they are "
    "precious, since they show the model something new."
)
_NOTHING_TO_SEE = "Where nothing can be seen, the model learns to guess from chance details."
_BLURRED = "Edges and patterns, which the model goes by, are gone."
_TINY = "The model looks at squares of more than 200 pixels; a smaller photo is blown up and has little detail."
_BORDERS = (
    "A screenshot or a video frame often has bars. They take room away from the thing itself, and if one class has "
    "more of them, the model may go by the bars."
)
_FEW = (
    "From {good} photos on a model usually begins to see what a class has in common; from fewer it learns those "
    "photos by heart."
)
_SHORTCUT = (
    "A model takes the easiest clue. It may learn this one instead of the thing itself, shine in the test, and "
    "fail with new photos, where the clue is missing."
)
_TOLD = "{percent} of 100 photos of “{name}” were told, with {wrong_percent} of 100 others taken for it. "
_LIKE_EACH_OTHER = (
    "Add photos so that every class has all kinds of them, best taken in the same way: same camera, same place, "
    "same app."
)

_COPIES = {
    "doctor.in_two_classes": Message(
        "One photo lay in two classes",
        "The very same file was in two folders, so one of them is wrong. It was kept in the first.",
        "Look where it belongs: move it, put it aside, or say that it is fine where it is.",
    ),
    "doctor.in_two_classes_many": Message(
        "{photos} photos lay in two classes each",
        "The very same files were in two folders, so one of the two is wrong. They were kept in the first.",
        "Look where they belong: move them, put them aside, or say that they are fine where they are.",
    ),
    "doctor.twins_across_classes": Message(
        "The same picture is in different classes",
        _CONFLICT,
        "Move it to the class that it belongs to. If it belongs to neither or to both, put it aside.",
    ),
    "doctor.twins_across_classes_many": Message(
        "{groups} pictures are in different classes at once",
        _CONFLICT,
        "Move them to the class that they belong to. What belongs to neither or to both, put aside.",
    ),
    "doctor.leak": Message("A test photo has a twin among the training photos", _LEAK, _LEAK_FIX),
    "doctor.leak_many": Message(
        "{groups} test photos have a twin among the training photos", _LEAK, _LEAK_FIX
    ),
    "doctor.exact_duplicates": Message(
        "A photo is there more than once", _TWICE, "Keep one, put the copies aside."
    ),
    "doctor.exact_duplicates_many": Message(
        "{groups} photos are there more than once", _TWICE, "Keep one of each, put the copies aside."
    ),
    "doctor.near_duplicates": Message(
        "Photos that are nearly the same",
        "Made smaller, cut, mirrored, or taken right after each other. " + _TWICE,
        "Keep the best one and put the others aside, or keep all of them: it does little harm.",
    ),
    "doctor.near_duplicates_many": Message(
        "{groups} groups of photos that are nearly the same",
        "Made smaller, cut, mirrored, or taken right after each other. " + _TWICE,
        "Keep the best of each group and put the others aside, or keep all of them: it does little harm.",
    ),
}  # fmt: skip

_CLASSES = {
    "doctor.suspect_labels": Message(
        "One photo may be in the wrong class",
        _SUSPECT,
        "Look at it: move it, put it aside, or say that it is fine.",
    ),
    "doctor.suspect_labels_many": Message(
        "{photos} photos may be in the wrong class",
        _SUSPECT,
        "Look at each: move it, put it aside, or say that it is fine.",
    ),
    "doctor.odd_ones": Message(
        "One photo looks unlike all others in its class",
        _ODD,
        "Put it aside if it does not belong; else say that it is fine, and add more like it.",
    ),
    "doctor.odd_ones_many": Message(
        "{photos} photos look unlike all others in their class",
        _ODD,
        "Put aside what does not belong; say of the rest that it is fine, and add more like it.",
    ),
    "doctor.few_photos": Message(
        "“{name}” has only {photos} photos",
        _FEW,
        "Add {more} more or better many, with other backgrounds, light and sides.",
    ),
    "doctor.few_photos_many": Message(
        "{classes} classes have few photos, “{name}” only {photos}",
        _FEW,
        "Add photos until each has {good} or better many, with other backgrounds, light and sides.",
    ),
    "doctor.unbalanced": Message(
        "“{largest}” has {times} times as many photos as “{smallest}”",
        "{largest_photos} against {smallest_photos}: the model could be right most of the time by always answering "
        "“{largest}”. Training makes up for it, but it cannot invent what “{smallest}” looks like.",
        "Add photos of “{smallest}”.",
    ),
}

_QUALITY = {
    "doctor.dark": Message("One photo is nearly black", _NOTHING_TO_SEE, "Put it aside."),
    "doctor.dark_many": Message(
        "{photos} photos are nearly black", _NOTHING_TO_SEE, "Put them aside."
    ),
    "doctor.white": Message("One photo is nearly white", _NOTHING_TO_SEE, "Put it aside."),
    "doctor.white_many": Message(
        "{photos} photos are nearly white", _NOTHING_TO_SEE, "Put them aside."
    ),
    "doctor.empty": Message("One photo is of one colour only", _NOTHING_TO_SEE, "Put it aside."),
    "doctor.empty_many": Message(
        "{photos} photos are of one colour only", _NOTHING_TO_SEE, "Put them aside."
    ),
    "doctor.blurred": Message(
        "One photo is blurred",
        _BLURRED,
        "Put it aside, unless the photos that the model will meet are blurred as well.",
    ),
    "doctor.blurred_many": Message(
        "{photos} photos are blurred",
        _BLURRED,
        "Put them aside, unless the photos that the model will meet are blurred as well.",
    ),
    "doctor.tiny": Message(
        "One photo is smaller than {side} pixels", _TINY, "Look for a larger one, or put it aside."
    ),
    "doctor.tiny_many": Message(
        "{photos} photos are smaller than {side} pixels",
        _TINY,
        "Look for larger ones, or put them aside, unless the model is meant for tiny pictures.",
    ),
    "doctor.borders": Message(
        "One photo has bars at its sides", _BORDERS, "Cut them off and add it again, or put it aside."
    ),
    "doctor.borders_many": Message(
        "{photos} photos have bars at their sides",
        _BORDERS,
        "Cut them off and add the photos again, or put them aside.",
    ),
}  # fmt: skip

_SHORTCUTS = {
    "doctor.shortcut_format": Message(
        "“{name}” can be told by the kind of file alone",
        _TOLD
        + _SHORTCUT
        + " Foldersight saves all photos as JPEG, but traces of the old kind remain.",
        "Add photos so that every class has the same kinds of files, best from the same camera or source.",
    ),
    "doctor.shortcut_size": Message(
        "“{name}” can be told by the size of the photos alone",
        _TOLD
        + _SHORTCUT
        + " Foldersight makes all photos equally large, but small ones stay softer.",
        "Add photos so that every class has large and small ones, best from the same camera or source.",
    ),
    "doctor.shortcut_shape": Message(
        "“{name}” can be told by the shape of the photos alone",
        _TOLD
        + _SHORTCUT
        + " Wide and tall photos are squeezed to a square, so the shape can be seen.",
        "Add photos so that every class has wide and tall ones.",
    ),
    "doctor.shortcut_border": Message(
        "“{name}” can be told by the borders of the photos alone",
        _TOLD + _SHORTCUT,
        "Cut the borders off, or add photos without them.",
    ),
    "doctor.shortcut_colourfulness": Message(
        "“{name}” can be told by how colourful the photos are",
        _TOLD
        + "That is all right if the thing itself is so colourful or so grey. If it comes from the light "
        "or the camera: " + _SHORTCUT,
        _LIKE_EACH_OTHER,
    ),
    "doctor.shortcut_corners": Message(
        "“{name}” can be told by the corners of the photos alone",
        _TOLD + "In the corners there is mostly background. " + _SHORTCUT,
        _LIKE_EACH_OTHER,
    ),
}

_NOTES = {
    "doctor.note_thinks": Message(
        "in “{own}”, looks like “{name}” ({percent} %)", "", "Look at the photo."
    ),
    "doctor.note_also_in": Message("was in “{name}” as well", "", "Look at the photo."),
    "doctor.note_in_train": Message("training", "", "Look at the photo."),
    "doctor.note_in_validation": Message("validation", "", "Look at the photo."),
    "doctor.note_in_test": Message("test", "", "Look at the photo."),
}

_HEALTH = {
    "doctor.health_good": Message(
        "All {photos} photos look fine", "Nothing suspicious was found.", "Go on to training."
    ),
    "doctor.health_hint": Message(
        "Your {photos} photos look good, with one small thing to improve",
        "",
        "You can go on to training.",
    ),
    "doctor.health_hint_many": Message(
        "Your {photos} photos look good, with {hint} small things to improve",
        "",
        "You can go on to training.",
    ),
    "doctor.health_look": Message(
        "Your {photos} photos look good, but one thing deserves a look", "", "Look at it below."
    ),
    "doctor.health_look_many": Message(
        "Your {photos} photos look good, but {look} things deserve a look", "", "Look at them below."
    ),
    "doctor.health_serious": Message(
        "One thing in your {photos} photos would spoil the model or its figures",
        "",
        "Repair it before training.",
    ),
    "doctor.health_serious_many": Message(
        "{serious} things in your {photos} photos would spoil the model or its figures",
        "",
        "Repair them before training.",
    ),
}  # fmt: skip

MESSAGES = {**_COPIES, **_CLASSES, **_QUALITY, **_SHORTCUTS, **_NOTES, **_HEALTH}
