"""Sentences for other programs that ask a model."""

from core.messages.message import Message

MESSAGES = {
    "api.no_such_model": Message(
        "There is no such model here",
        "No model of this address may be asked by other programs.",
        "Open the model's Test page and switch on “Use it from other programs”; the address stands there.",
    ),
    "api.wrong_key": Message(
        "The key does not fit",
        "A request needs the header “Authorization: Bearer KEY” with the key of this model.",
        "Use the key that was shown when the endpoint was switched on, or make a new one there.",
    ),
    "api.foreign_page": Message(
        "This request came from elsewhere",
        "It was sent by a web page of another site, or to a name that is not this app's ({host}).",
        "Ask from a program, by the address that the Test page shows.",
    ),
    "api.no_photo": Message(
        "There is no photo in the request",
        "The body must be the bytes of one photo, or a form with the photo in the field “photo”.",
        "Send the photo file as the body of the request.",
    ),
    "api.too_large": Message(
        "The photo is too large",
        "A request may have at most {limit_mb} MB.",
        "Make the photo smaller; the model looks at a few hundred pixels anyway.",
    ),
    "api.too_often": Message(
        "Too many requests",
        "A model answers at most {per_minute} requests a minute.",
        "Wait {wait_s} seconds, and send the photos more slowly.",
    ),
    "api.busy": Message(
        "The model is busy",
        "{waiting} requests are waiting already.",
        "Try again in a few seconds.",
    ),
}
