"""Sentences about trying a model on new photos."""

from core.messages.message import Message

MESSAGES = {
    "trial.link": Message(
        "A link cannot be opened here",
        "Foldersight fetches nothing from other places: what you try stays on this computer, and no "
        "web site learns of it.",
        "Open {site} in your browser, save the photo there (press it long, or right-click and choose "
        "Save image), and bring the saved photo in under Photo files.",
    ),
    "trial.not_a_link": Message(
        "That is not a link to a photo",
        "A link begins with https:// and names a web site; in any case Foldersight fetches nothing "
        "from other places.",
        "Save the photo on this computer, and bring it in under Photo files.",
    ),
    "trial.no_photos": Message(
        "There are no photos in it",
        "{file} holds {files} files, but none of them is a photo.",
        "Choose a zip or a folder with photos: JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC.",
    ),
    "trial.results_gone": Message(
        "These answers are not here any more",
        "Answers for many photos are kept for a while and then make room.",
        "Bring the photos in once more.",
    ),
}
