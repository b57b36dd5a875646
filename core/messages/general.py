"""Sentences that belong to no single area."""

from core.messages.message import Message

MESSAGES = {
    "general.unexpected": Message(
        "Something went wrong on our side",
        "This is a mistake in Foldersight, not in your photos. Nothing of yours was changed. "
        "It stands in the log under the reference {reference}.",
        "Try once more. If it happens again, report the reference to whoever runs this app.",
    ),
    "general.disk_full": Message(
        "The disk is full",
        "There was no room to save {what} in {folder}. Nothing was left half-saved.",
        "Free some space, for example by emptying the trash or deleting an old project, and try again.",
    ),
    "general.file_damaged": Message(
        "A file of this project is damaged",
        "{file} cannot be read: it may have been cut off or edited by another program.",
        "Restore the file from a copy if you have one; otherwise delete it, and that step can be done again.",
    ),
    "general.folder_not_writable": Message(
        "The folder cannot be written to",
        "Foldersight may not write into {folder}.",
        "Choose another folder, or give yourself permission to write there.",
    ),
    "general.project_missing": Message(
        "This project is not here",
        "There is no project {project} here. It may have been deleted, or the link is from another computer.",
        "Go to the home page and open or create a project.",
    ),
    "general.setting_out_of_range": Message(
        "A setting does not fit",
        "{name} was {value}, but it must be {allowed}.",
        "Choose a value within that range.",
    ),
    "general.setting_unknown": Message(
        "A setting is not known",
        "There is no setting called {name}.",
        "Known settings: {known}.",
    ),
    "general.settings_damaged": Message(
        "The settings file is damaged",
        "{file} does not hold settings that can be read.",
        "Delete the file or press “Reset to the suggested settings”; your photos and models are not touched.",
    ),
}
