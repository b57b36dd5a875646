"""Sentences about backbones."""

from core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "backbone.unknown": Message(
        "This ready-made network is not known",
        "There is no ready-made network called {id}.",
        "Choose one of these: {known}.",
    ),
    "backbone.weights_missing": Message(
        "{backbone} could not be downloaded",
        "What {backbone} has learned is in the file {file}. It is not on this computer, "
        "and the download did not work.",
        "Check the internet connection and try again, or copy the file by hand into {folder}. "
        "Or choose {alternative}: it came with Foldersight and needs no internet.",
    ),
    "backbone.weights_damaged": Message(
        "A ready-made network is damaged",
        "The file {file} in {folder} is not complete, or is not what its name says. "
        "Your photos are not touched.",
        "Delete that file and try again: what was downloaded is downloaded anew, and what came "
        "with Foldersight comes back when you run “python run.py setup”.",
    ),
    "backbone.converted_damaged": Message(
        "A prepared file was damaged",
        "The file {file} in {folder}, which holds a ready-made network in a form for quick work, "
        "could not be read and was removed. Your photos and models are not touched.",
        "Try again: the file is made anew within seconds.",
    ),
    "backbone.package_missing": Message(
        "{backbone} is not installed",
        "The file {file} should have come with Foldersight, but it is not in {folder}.",
        "Run “python run.py setup” to install what is missing, and try again.",
    ),
}
