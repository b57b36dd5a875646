"""Sentences about files to take away."""

from core.messages.message import Message

MESSAGES = {
    "export.unknown": Message(
        "There is no such file form",
        "Foldersight does not know {id}.",
        "Choose one of these: {known}.",
    ),
    "export.needs_photos": Message(
        "This form needs your photos",
        "The whole numbers are tuned with photos of the project, and none of them is on this computer.",
        "Add the photos to the project again, or choose a form without whole numbers.",
    ),
    "export.differs": Message(
        "The file was made, but it does not answer as the app does",
        "Opened again as {format}, its answers differ by up to {difference}; {allowed} would be "
        "rounding. So it is not offered.",
        "Take another form, such as Keras or ONNX, and tell us of it.",
    ),
    "export.disagrees": Message(
        "Rounding changes too many answers of this model",
        "As {format} it names another class than the app on {changed} of {photos} photos; at most 5 "
        "in 100 are allowed. So it is not offered.",
        "Take the form with 16-bit or 32-bit numbers.",
    ),
    "export.model_file_missing": Message(
        "The model file is gone",
        "{file} is missing in the folder of this training, or is not as it was written.",
        "Train again, or restore the folder from a copy.",
    ),
    "export.npm_missing": Message(
        "A part of the page is not on this computer",
        "The page computes with TensorFlow.js, which is fetched with the program npm, and npm is not "
        "installed here.",
        "Install Node.js (npm comes with it) and try again, or choose another form.",
    ),
    "export.tfjs_not_fetched": Message(
        "A part of the page could not be fetched",
        "TensorFlow.js {version} did not come through npm, or is not the file that it should be.",
        "Check the internet connection and try again; a firewall may be in the way.",
    ),
    "export.page_too_large": Message(
        "This model is too large for one page",
        "The page would have {size}; more than {allowed} is slow to open, above all on phones.",
        "Train with a smaller network, such as EfficientNet-Lite0, or choose another form.",
    ),
    "export.size_not_224": Message(
        "This network looks at photos of another size",
        "Code written for Teachable Machine gives photos of 224 x 224 pixels; {backbone} takes "
        "{size} x {size}.",
        "Train with EfficientNet-Lite0 for this form, or choose another one.",
    ),
}
