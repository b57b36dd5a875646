"""Sentences about what was mended or understood while reading, and about what must be asked."""

from core.messages.message import Message

_REPAIRS = {
    "repair.wrapper_taken_off": Message(
        "The folder around your classes was taken off",
        "Everything lay in “{name}”, which says nothing about the photos, so the folders in it became "
        "the classes.",
        "Nothing needs to be done.",
    ),
    "repair.names_decoded": Message(
        "The names were read in the way of another computer",
        "The zip does not say how its names are written; they make sense as {code_page}.",
        "Look whether the class names are right. If not, rename them.",
    ),
    "repair.classes_from_file_names": Message(
        "The names of the files became the classes",
        "There are no folders for the classes, but the files are called after what they show: {examples}. "
        "Number of classes: {classes}.",
        "Look whether these are your classes. If not, make one folder per class.",
    ),
    "repair.classes_from_list": Message(
        "A table gave the photos their classes",
        "The table “{file}” says what each photo shows, in the column “{column}”. Number of classes: {classes}.",
        "Look whether these are your classes. If not, make one folder per class.",
    ),
    "repair.spellings_merged": Message(
        "Two spellings of a class became one",
        "“{name}” and “{others}” mean the same, so their photos are together now.",
        "If they are different things, give the folders clearly different names.",
    ),
    "repair.folders_joined": Message(
        "Folders of the same class were put together",
        "Some classes came in several folders, for example “{name}”. Number of such classes: {classes}.",
        "Look whether the photos of that class belong together.",
    ),
    "repair.split_recognised": Message(
        "Your data comes in parts, and they are kept",
        "Photos for training: {train}, for validation: {validation}, for test: {test}.",
        "Nothing needs to be done.",
    ),
    "repair.masks_left_out": Message(
        "Masks were left out",
        "Some pictures only mark areas in the photos beside them. Their number: {masks}.",
        "Nothing needs to be done.",
    ),
}

_QUESTIONS = {
    "question.layout": Message(
        "Your folders can be read in several ways",
        "Ways to read them: {options}. Only you know which is meant.",
        "Choose one. In a terminal, `python -m core check` shows them, and `--layout` chooses.",
    ),
    "question.csv": Message(
        "Several columns of the table could be the classes",
        "Columns that could be: {options}. Only you know which is meant.",
        "Choose one. In a terminal, `python -m core check` shows them, and `--layout` chooses.",
    ),
    "question.names": Message(
        "The names in the zip can be read in several ways",
        "The zip does not say how its names are written. Ways to read them: {options}.",
        "Choose the one that you can read. In a terminal, `python -m core check` shows them, and `--names` chooses.",
    ),
    "question.unknown_choice": Message(
        "There is no such choice",
        "“{choice}” is not among the ways to read these files.",
        "Choose one of: {known}.",
    ),
    "question.names_option": Message(
        "Read as {code_page}", "", "Choose this if you can read the names below."
    ),
    "question.by_folders": Message(
        "The innermost folders are the classes",
        "Each folder that holds photos is a class of its own.",
        "Choose this if the small folders are what you want to tell apart.",
    ),
    "question.by_outer_folders": Message(
        "The outer folders are the classes",
        "What lies in the folders within them belongs together.",
        "Choose this if the large folders are what you want to tell apart.",
    ),
    "question.by_file_names": Message(
        "The names of the files are the classes",
        "What stands before the number of a file says what it shows.",
        "Choose this if the folders only sort your photos.",
    ),
    "question.by_list": Message(
        "The table says the classes: “{column}”",
        "The table “{file}” has a column “{column}” with something for each photo.",
        "Choose this if that column is what you want to tell apart.",
    ),
}

MESSAGES = {**_REPAIRS, **_QUESTIONS}
