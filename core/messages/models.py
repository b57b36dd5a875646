"""Sentences about trained models."""

from core.messages.message import Message

MESSAGES = {
    "model.missing": Message(
        "There is no model here",
        "The folder {folder} holds no finished model: its model.json is missing.",
        "Choose the folder that a training wrote, or train again.",
    ),
    "model.too_new": Message(
        "This model comes from a newer Foldersight",
        "The model in {folder} was made by version {version}, which this version cannot read.",
        "Update Foldersight, then open the model again.",
    ),
    "model.head_damaged": Message(
        "This model is damaged",
        "{file} in {folder} does not hold the numbers that model.json promises.",
        "Train again, or restore the folder from a copy.",
    ),
    "model.network_not_ready": Message(
        "The ready-made network is not prepared",
        "{backbone} has to be prepared once on this computer before this model can answer.",
        "Train once with this network, or try again in a minute.",
    ),
}
