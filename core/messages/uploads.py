"""Sentences about uploads."""

from core.messages.message import Message

MESSAGES = {
    "uploads.too_large": Message(
        "This upload is too large",
        "{name} has {size_mb} MB, and at most {limit_mb} MB can be uploaded at once.",
        "Use fewer photos, or make them smaller: 500 pixels on the longer side is plenty.",
    ),
    "uploads.empty": Message(
        "There is nothing to upload",
        "{name} holds no photos: it is empty, or holds only hidden files.",
        "Choose a folder or a zip with photos in it.",
    ),
    "uploads.disk_full": Message(
        "The disk is too full for this upload",
        "{name} does not fit: {needed_mb} MB are needed and {free_mb} MB can still be used. "
        "Nothing of it was kept.",
        "Free some space, for example by deleting a project you no longer need, "
        "and upload it again.",
    ),
    "uploads.too_many": Message(
        "Too many uploads at the moment",
        "{limit} uploads are coming in right now, and that is as many as fit.",
        "Wait a minute and try again.",
    ),
    "uploads.too_many_files": Message(
        "There are too many files in this folder",
        "{name} holds more than {limit} files.",
        "Upload a folder with fewer files.",
    ),
    "uploads.unknown": Message(
        "This upload is no longer here",
        "It was cancelled, it was left alone for too long, or the app was started anew meanwhile.",
        "Choose the file or folder once more.",
    ),
    "uploads.incomplete": Message(
        "This upload has not arrived completely",
        "Of {name}, {received_mb} of {size_mb} MB have arrived.",
        "Upload it again.",
    ),
    "uploads.wrong_offset": Message(
        "The pieces of this upload came in the wrong order",
        "The next piece should start at byte {expected_offset}, but one for byte {offset} came.",
        "Upload it again.",
    ),
    "uploads.changed": Message(
        "The files changed while they were uploaded",
        "What arrived of {name} does not fit what was announced.",
        "Close the program that is still writing to these files, and upload them again.",
    ),
    "uploads.bad_request": Message(
        "This is not an upload that the app understands",
        "The browser sent something that this version of the app does not know.",
        "Reload the page and try again.",
    ),
    "uploads.page_too_old": Message(
        "This page has been open for too long",
        "For safety, uploads are only taken from a page that was opened in the last hours, "
        "and not from one that was open before the app was started anew.",
        "Reload the page and try again.",
    ),
    "uploads.foreign_page": Message(
        "Uploads are only taken from the app's own page",
        "This one came through the address {host}.",
        "Open the app at its own address. Whoever runs the app can add an address in the setting "
        "server.allowedHosts.",
    ),
    "uploads.connection_lost": Message(
        "The connection to the app was lost",
        "It did not come back after several tries.",
        "Check that the app is still running and that you are connected, and upload again.",
    ),
    "uploads.unreadable": Message(
        "The browser cannot read a file",
        "It was moved, renamed, changed or opened by another program after you chose it.",
        "Choose it again.",
    ),
    "uploads.several_archives": Message(
        "Please one zip at a time",
        "Several files came at once, and at least one of them is a zip.",
        "Choose one zip, or one folder with photos.",
    ),
    "uploads.not_a_zip": Message(
        "This is not a zip",
        "{name} is not a zip file, and no tar or tar.gz either.",
        "Choose a zip, or use the button for a folder.",
    ),
}
