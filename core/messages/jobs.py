"""Sentences about jobs."""

from core.messages.message import Message

MESSAGES: dict[str, Message] = {
    "jobs.worker_died": Message(
        "The work broke off",
        "The part of Foldersight that was doing this work ended all of a sudden. "
        "Your photos and your earlier models are still there.",
        "Start it once more. If it breaks off again, show the file {log} to whoever looks after "
        "this app.",
    ),
    "jobs.out_of_memory": Message(
        "The work broke off, perhaps because the computer ran out of memory",
        "It needed more memory than was free. Your photos and your earlier models are still there.",
        "Close other programs and start again. If that does not help, use a smaller batch size, "
        "smaller dense layers or fewer photos.",
    ),
    "jobs.interrupted_twice": Message(
        "The work was interrupted twice",
        "It was begun two times, and both times the computer or the app stopped in the middle. "
        "It was not begun a third time by itself.",
        "Start it once more when nothing else heavy is running on this computer.",
    ),
    "jobs.cannot_start": Message(
        "The work could not be started",
        "Foldersight tried several times to start the part that does the work, and it ended at "
        "once each time. The installation is probably damaged.",
        "Close Foldersight and start it again with “python run.py setup”. If that does not help, "
        "show the file {log} to whoever looks after this app.",
    ),
    "jobs.list_busy": Message(
        "The list of jobs is in use",
        "Another program has held the file {file} for longer than ten seconds.",
        "Try again in a minute. If Foldersight is open twice, close one of the two.",
    ),
    "jobs.list_damaged": Message(
        "The list of jobs is damaged",
        "The file {file} can no longer be read. Your photos and models are in other files and are "
        "not affected.",
        "Close Foldersight and start it again: it puts the damaged file aside and begins a new "
        "list.",
    ),
}
