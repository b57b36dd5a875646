"""A project goes into a zip on one computer and comes out of it on another."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from core.context import QuietContext
from core.doctor.storing import dismissed
from core.errors import Cancelled, UserError
from core.projects_io.open_project import open_project
from core.projects_io.save import save_project
from core.run_data import load_run_data
from core.runs import HEAD, MODEL, all_runs
from core.store.last_settings import load_settings
from core.store.projects import Project, ProjectStore
from core.types import Event
from tests.core.projects_io.conftest import Open
from tests.core.projects_io.finished import SETTINGS, changed_manifest, rewritten


def test_open_saved_project_restores_photos_settings_models_and_what_was_called_fine(
    project: Project, saved: Path, open_it: Open
) -> None:
    opened = open_it(saved)

    before, after = project.workspace, opened.project.workspace
    dataset = after.dataset()
    assert opened.project.name == "Pets"
    assert dataset is not None
    assert dataset == before.dataset()
    assert all(after.photos.read(p.id) == before.photos.read(p.id) for p in dataset.photos)
    assert load_settings(after) == SETTINGS
    assert dismissed(after) == dismissed(before)
    (run,), (original,) = all_runs(after), all_runs(before)
    assert (run.id, run.report, run.history) == (original.id, original.report, original.history)
    assert (run.folder / HEAD).read_bytes() == (original.folder / HEAD).read_bytes()
    assert load_run_data(run, after).dataset == dataset


def test_open_saved_project_builds_the_model_file_and_never_takes_one_from_the_zip(
    saved: Path, open_it: Open
) -> None:
    with zipfile.ZipFile(saved) as archive:
        assert not any(name.endswith(".keras") for name in archive.namelist())

    (run,) = all_runs(open_it(saved).project.workspace)

    assert (run.folder / MODEL).read_bytes() == b"rebuilt"
    assert set(run.manifest.sha256) == {MODEL, HEAD, "labels.txt"}


def test_open_twice_gives_a_copy_with_a_number(
    saved: Path, open_it: Open, elsewhere: ProjectStore
) -> None:
    first, second, third = open_it(saved), open_it(saved), open_it(saved)

    assert [each.project.name for each in (first, second, third)] == [
        "Pets", "Pets (2)", "Pets (3)",
    ]  # fmt: skip
    assert len({first.project.id, second.project.id, third.project.id}) == 3
    assert len(elsewhere.all()) == 3


def test_save_leaves_out_keys_of_the_address_for_programs_and_what_is_made_again(
    project: Project, tmp_path: Path
) -> None:
    folder = project.workspace.folder
    (folder / "api.json").write_text("{}")
    (folder / "features").mkdir()
    (folder / "features" / "lite.npz").write_bytes(b"x")

    manifest = save_project(project, tmp_path / "out.zip", QuietContext())

    assert not {name for name in manifest.files if "api" in name or "features" in name}


def test_save_tells_of_its_progress_and_ends_with_all_files(
    project: Project, tmp_path: Path
) -> None:
    events: list[Event] = []

    save_project(project, tmp_path / "out.zip", QuietContext(events.append))

    told = [event for event in events if event.kind == "progress"]
    assert told[-1].done == told[-1].total > 12


def test_save_stopped_leaves_the_earlier_zip_as_it_was(saved: Path, project: Project) -> None:
    before = saved.read_bytes()

    with pytest.raises(Cancelled):
        save_project(project, saved, QuietContext(should_stop=lambda: True))

    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.glob("*pets*")] == ["pets.zip"]


def test_open_stopped_leaves_nothing_behind(
    saved: Path, elsewhere: ProjectStore, scratch: Path, no_keras: None
) -> None:
    with pytest.raises(Cancelled):
        open_project(
            saved, "pets.zip", elsewhere, scratch, scratch, QuietContext(should_stop=lambda: True)
        )

    assert elsewhere.all() == []
    assert not scratch.exists()


def test_project_of_an_older_version_opens(saved: Path, open_it: Open) -> None:
    older = changed_manifest(saved, app_version="0.0.1")

    assert open_it(older).project.name == "Pets"


def test_project_of_a_newer_version_is_refused_with_both_versions(
    saved: Path, open_it: Open
) -> None:
    newer = changed_manifest(saved, format=2, app_version="9.1.0")

    with pytest.raises(UserError) as caught:
        open_it(newer)

    assert caught.value.code == "projects.too_new"
    assert caught.value.facts["version"] == "9.1.0"


def test_project_with_a_file_that_only_a_newer_version_knows_is_called_newer(
    saved: Path, open_it: Open
) -> None:
    with_more = rewritten(saved, {"sounds/one.json": b"{}"})
    newer = changed_manifest(with_more.rename(saved), app_version="9.1.0")

    with pytest.raises(UserError) as caught:
        open_it(newer)

    assert caught.value.code == "projects.too_new"


def test_project_without_photos_and_models_opens(
    store: ProjectStore, tmp_path: Path, open_it: Open
) -> None:
    save_project(store.create("Empty"), tmp_path / "empty.zip", QuietContext())

    opened = open_it(tmp_path / "empty.zip")

    assert (opened.project.name, opened.runs) == ("Empty", 0)


def test_project_whose_network_is_not_to_be_had_opens_without_the_model_file(
    saved: Path, open_it: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise UserError("backbone.offline")

    monkeypatch.setattr("core.projects_io.rebuild.ready_network", missing)

    opened = open_it(saved)

    (run,) = all_runs(opened.project.workspace)
    assert opened.without_model_file == 1
    assert not (run.folder / MODEL).exists()


def test_manifest_lists_every_file_with_its_hash(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        manifest = json.loads(archive.read("foldersight.json"))
        names = set(archive.namelist()) - {"foldersight.json"}

    assert (manifest["kind"], manifest["format"]) == ("foldersight-project", 1)
    assert set(manifest["files"]) == names
    assert all(len(row["sha256"]) == 64 for row in manifest["files"].values())
