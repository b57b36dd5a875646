"""Sentences about data that a person hands over: archives, folders, photos and classes."""

from core.messages import repairs
from core.messages.message import Message

_HOW_TO_ZIP = (
    "Put your photos into one folder per class, put those folders into one folder, and zip that: on "
    "Windows right-click it and choose “Send to”, then “Compressed (zipped) folder”; on a Mac "
    "right-click it and choose “Compress”."
)
_HOW_TO_SAVE = "Open it in any picture program and save it as JPEG or PNG."
_WANTED = (
    "Make one folder per class and put its photos into it. Inside the zip it should look like this: "
    "“cats/1.jpg, cats/2.jpg, …, dogs/1.jpg, dogs/2.jpg, …”. The folders' names become the classes."
)

_ARCHIVES = {
    "archive.not_found": Message(
        "There is no such file or folder",
        "{file} is not there.",
        "Look whether the name is spelled right and the file has not been moved.",
    ),
    "archive.not_readable": Message(
        "The file or folder cannot be opened",
        "This computer does not let Foldersight read {file}.",
        "Copy it to a folder of your own, for example your documents, and try again.",
    ),
    "archive.too_large": Message(
        "The zip is too large",
        "{file} has {size_mb} MB; at most {limit_mb} MB are taken here.",
        "Leave some photos out, or make the photos smaller: 1,000 pixels wide is plenty.",
    ),
    "archive.empty": Message(
        "The file is empty",
        "{file} has no content at all. Copying or downloading it may have failed.",
        "Copy or download it once more.",
    ),
    "archive.no_files": Message(
        "The zip is empty",
        "{file} is a zip, but there are no files in it.",
        _HOW_TO_ZIP,
    ),
    "archive.other_archive": Message(
        "This is another kind of archive",
        "{file} is packed as {format}, whatever its name says; a zip is needed.",
        "Unpack it first: right-click it, or open it with the program that made it. " + _HOW_TO_ZIP,
    ),
    "archive.only_archives": Message(
        "There are only other archives in it",
        "{file} holds no photos but archives, such as {found} (archives: {archives}). They are not "
        "opened here.",
        "Unpack them first. " + _HOW_TO_ZIP,
    ),
    "archive.limit_not_a_number": Message(
        "A limit of this installation is no number",
        "The environment variable {variable} is “{value}”.",
        "Whoever runs Foldersight here must set it to a whole number, or remove it.",
    ),
    "archive.is_a_photo": Message(
        "This is a single photo, not a zip",
        "{file} is a photo. To learn, many photos of each class are needed.",
        _HOW_TO_ZIP,
    ),
    "archive.not_a_zip": Message(
        "This is not a zip",
        "{file} is {what}, whatever its name says.",
        _HOW_TO_ZIP,
    ),
    "archive.truncated": Message(
        "The zip is cut off",
        "{file} ends too early: a part of it is missing, as after a download or a copy that was "
        "interrupted.",
        "Download or copy it once more, or make the zip again.",
    ),
    "archive.split": Message(
        "This is one piece of an archive in several pieces",
        "{file} can only be read together with its other pieces.",
        "Unpack all pieces with the program that made them. Then: " + _HOW_TO_ZIP,
    ),
    "archive.damaged": Message(
        "The zip is damaged",
        "The list of contents of {file} makes no sense.",
        "Download or copy it once more, or make the zip again.",
    ),
    "archive.encrypted": Message(
        "The zip has a password",
        "The files in {file} are locked with a password, so they cannot be read.",
        "Unpack it with the password and make a new zip without one.",
    ),
    "archive.too_many_files": Message(
        "There are too many files",
        "{file} has more than {limit_files} files and folders, which is the most that is taken here.",
        "Leave some out; a few hundred photos per class are plenty.",
    ),
    "archive.unpacked_too_large": Message(
        "The zip would be too large once unpacked",
        "The files in {file} have {unpacked_mb} MB together; at most {limit_mb} MB are taken here.",
        "Leave some photos out, or make the photos smaller: 1,000 pixels wide is plenty.",
    ),
    "archive.bomb": Message(
        "The zip is not made as a zip of photos is",
        "{file} would unpack to far more than is in it (more than {limit_ratio} times, or the same "
        "bytes several times over). Files made to fill up a computer look like that.",
        "If these really are your photos, make the zip again with your system's own program.",
    ),
    "archive.no_photos": Message(
        "There are no photos in it",
        "None of the files in {file} is a photo (files looked at: {files}).",
        "Photos may be JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC. " + _HOW_TO_ZIP,
    ),
    "archive.no_readable_photo": Message(
        "Not one of the photos can be read",
        "All photos in {file} are damaged or of a kind that is not known here (photos tried: {files}).",
        "Open one of them in a picture program. If that works, save it as JPEG; if not, get the "
        "photos from where they came once more.",
    ),
    "archive.disk_too_full": Message(
        "There is too little room on the disk",
        "{free_mb} MB are free; {needed_mb} MB are needed to keep copies of these photos and leave "
        "some room.",
        "Free some space, for example by emptying the trash or deleting an old project, and try again.",
    ),
}

_FILES_LEFT_OUT = {
    "archive.link": Message(
        "A link was left out",
        "{name} is not a file of its own but points to another place.",
        "Put the photo itself in its place.",
    ),
    "archive.file_too_large": Message(
        "A very large file was left out",
        "{name} has {size_mb} MB; at most {limit_mb} MB are taken for one photo.",
        "Save the photo smaller or as JPEG.",
    ),
    "archive.too_deep": Message(
        "A file too far down was left out",
        "{name} lies more than {limit_folders} folders deep.",
        "Move it further up.",
    ),
    "archive.packed_rarely": Message(
        "A file packed in a rare way was left out",
        "{name} is packed with {method}, which is not read here.",
        "Make the zip again with your system's own program, or choose “Deflate” in yours.",
    ),
    "archive.file_damaged": Message(
        "A damaged file was left out",
        "{name} does not come out of the archive whole.",
        "Make the zip again, or replace this file.",
    ),
    "layout.no_classes": Message(
        "There are no class folders",
        "The photos in {file} are not sorted into folders by class, so it is not known what is what. "
        "Photos found: {photos}, such as {found}.",
        _WANTED,
    ),
    "layout.outside_classes": Message(
        "A photo outside the class folders was left out",
        "{name} lies in none of the class folders, so it is not known what it shows.",
        "Move it into the folder of its class.",
    ),
    "layout.lone_photo": Message(
        "A folder with a single photo was left out",
        "{name} is the only photo in “{folder}”, so that was not taken for a class.",
        "If “{folder}” is a class, put more photos into it.",
    ),
    "layout.mask": Message(
        "A mask was left out",
        "{name} only marks areas in the photo of that name.",
        "Nothing needs to be done.",
    ),
    "layout.no_class_in_name": Message(
        "A file whose name says no class was left out",
        "The classes are told by the names of the files, and {name} says none.",
        "Name it like the others, for example “cat_12.jpg”.",
    ),
    "layout.not_in_list": Message(
        "A photo that the table does not name was left out",
        "The classes stand in a table beside the photos, and {name} has none there.",
        "Add a line for it to the table.",
    ),
}

_PHOTOS = {
    "photo.empty": Message(
        "The file is empty", "It has no content at all.", "Copy or download it once more."
    ),
    "photo.truncated": Message(
        "The photo is cut off",
        "The file ends before the picture does.",
        "Copy or download it once more from where it came.",
    ),
    "photo.damaged": Message(
        "The photo is damaged",
        "It begins like a photo, but what follows cannot be read.",
        "If a picture program still opens it, save it as JPEG; otherwise replace it.",
    ),
    "photo.too_large": Message(
        "The photo has too many pixels",
        "A file of its kind may have at most {limit_megapixels} million pixels here.",
        "Save it smaller, for example 1,000 pixels wide.",
    ),
    "photo.too_small": Message(
        "The picture is too small",
        "It has {width} x {height} pixels; each side needs {needed} at least.",
        "Use a larger version of it.",
    ),
    "photo.svg": Message(
        "It is a drawing, not a photo", "The file is an SVG drawing.", _HOW_TO_SAVE
    ),
    "photo.pdf": Message(
        "It is a document, not a photo",
        "The file is a PDF, whatever its name says.",
        "Save the pictures in it as JPEG or PNG and use those.",
    ),
    "photo.html": Message(
        "It is a web page, not a photo",
        "The file is the page around a picture, as browsers save it when the picture itself is refused.",
        "Open the picture by itself in the browser and save that.",
    ),
    "photo.lfs_pointer": Message(
        "It is only a placeholder for a photo",
        "The file is a Git LFS pointer: three lines of text that stand for a photo kept elsewhere.",
        "Fetch the real photos with “git lfs pull”, or download them from the project's web page.",
    ),
    "photo.video": Message(
        "It is a video, not a photo",
        "Only single pictures are read here.",
        "Take screenshots of the video and use those.",
    ),
    "photo.raw": Message(
        "It is a camera's raw file",
        "Raw files need the camera maker's program to become a picture.",
        "Save it as JPEG there, or use the JPEG that the camera made beside it.",
    ),
    "photo.text": Message(
        "It is a text, not a photo",
        "The file holds letters, whatever its name says.",
        "Replace it by the photo, or delete it.",
    ),
    "photo.archive": Message(
        "It is an archive within the archive",
        "The file is packed as {format}; what is in it has not been looked at.",
        "Unpack it and put its photos into the class folders.",
    ),
    "photo.other_format": Message(
        "It is a picture of a kind that is not read here", "The file is {format}.", _HOW_TO_SAVE
    ),
    "photo.not_a_photo": Message(
        "It is not a photo",
        "The file is of no known kind of picture.",
        "Photos may be JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC.",
    ),
    "photo.duplicate": Message(
        "The photo is there already",
        "It is exactly the same as {same_as}, so it counts only once.",
        "Nothing needs to be done.",
    ),
    "photo.in_two_classes": Message(
        "The same photo lies in two classes",
        "It is exactly the same as {same_as}. It stays in “{kept_in}” and was left out of “{other}”.",
        "If “{other}” is right, look at all photos of “{kept_in}” and move it from there.",
    ),
}

_SAMPLES = {
    "sample.unknown": Message(
        "There is no such sample", "{sample} is not among the samples.", "Choose one of: {known}."
    ),
    "sample.no_network": Message(
        "The sample cannot be downloaded",
        "{host} cannot be reached from this computer ({size_mb} MB were to be fetched).",
        "Check the internet connection, or take the sample that needs none: handwritten digits.",
    ),
    "sample.changed": Message(
        "The downloaded sample is not what it should be",
        "What {host} sent is not the file that was expected: it was cut off, or something else was "
        "sent in its place, such as the login page of a network.",
        "Check the internet connection and try once more.",
    ),
}

MESSAGES = {**_ARCHIVES, **_FILES_LEFT_OUT, **_PHOTOS, **_SAMPLES, **repairs.MESSAGES}
