"""Sentences about projects and models that come as files."""

from core.messages.message import Message

MESSAGES = {
    "projects.incomplete": Message(
        "The end of this file is missing",
        "{file} stops in the middle: its download or copying was interrupted. Nothing was opened.",
        "Download or copy it once more, and wait until that has ended.",
    ),
    "projects.damaged": Message(
        "This file is damaged",
        "In {file}, {part} is not what it was when the file was made. Nothing was opened.",
        "Download or copy the file once more. If that does not help, ask for it to be saved anew.",
    ),
    "projects.too_new": Message(
        "This file comes from a newer Foldersight",
        "It was made by version {version}; this is version {ours}, which cannot read it.",
        "Update Foldersight on this computer, then open the file again.",
    ),
    "projects.foreign_file": Message(
        "There is something in this file that does not belong there",
        "{file} says that it is a project, but it holds {part}, which Foldersight never puts into "
        "one. Nothing of it was opened.",
        "Do not use this file unless you know who made it. Ask for the project to be saved anew.",
    ),
    "projects.foreign_model": Message(
        "Foldersight does not open models of other programs",
        "{file} is {what}. Such a file can hold program code that would run on this computer, and "
        "nobody can see from outside whether it does.",
        "A model that was made with Foldersight opens: ask for the zip from its page Download.",
    ),
    "projects.model_without_head": Message(
        "This model cannot be opened here",
        "{file} holds a model in a form for other programs. What Foldersight needs to build it anew, "
        "the file head.npz, is not in it.",
        "Ask for the first zip of the page Download, made with a Foldersight as new as this one.",
    ),
    "projects.model_file_missing": Message(
        "The model file is not on this computer",
        "This model came in a project from elsewhere, and its ready-made network, {backbone}, was "
        "not at hand to build model.keras anew.",
        "Connect this computer to the internet and open the project's file again.",
    ),
}
