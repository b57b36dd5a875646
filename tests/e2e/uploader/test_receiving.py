"""The upload field in a real browser: whatever is chosen or dropped arrives whole."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.uploader.acts import big_file, choose, entries, photo_folder
from tests.e2e.uploader.served import Served


def test_zip_streams_to_disk_in_little_memory(page: Page, served: Served, tmp_path: Path) -> None:
    path = big_file(tmp_path, 120)
    before_mb = served.memory_mb()
    choose(page, "Choose a zip", path)
    expect(page.get_by_role("status")).to_have_text(
        "pets.zip is uploaded (120 MB).", timeout=60_000
    )
    expect(page.get_by_text("received pets.zip")).to_be_visible()
    [received] = served.uploads
    assert received.read_bytes() == path.read_bytes()
    assert served.memory_mb() - before_mb < 30
    page.get_by_role("button", name="Run again").click()
    expect(page.get_by_text("received pets.zip")).to_have_count(1)


def test_two_uploads_one_after_the_other_are_both_received(
    page: Page, served: Served, tmp_path: Path
) -> None:
    for number in (1, 2):
        choose(page, "Choose a zip", big_file(tmp_path, 1))
        expect(page.get_by_text("received pets.zip")).to_have_count(number)
    assert len(served.uploads) == 2


def test_chosen_folder_arrives_as_one_zip_in_few_requests(
    page: Page, served: Served, tmp_path: Path
) -> None:
    expected = photo_folder(tmp_path, per_class=150)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    choose(page, "Choose a folder", tmp_path / "pets")
    expect(page.get_by_text("received pets as")).to_be_visible()
    [received] = served.uploads
    assert entries(received) == expected
    assert len([url for url in requests if "/api/uploads" in url]) < 10


def test_loose_photos_arrive_as_one_zip(page: Page, served: Served, tmp_path: Path) -> None:
    for name in ("1.jpg", "2.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    choose(page, "Choose photos", tmp_path / "1.jpg", tmp_path / "2.jpg")
    expect(page.get_by_text("received 2 files as")).to_be_visible()
    assert entries(served.uploads[0]) == {"1.jpg": b"1.jpg", "2.jpg": b"2.jpg"}


DROP = """
(names) => {
  const directory = (name, inner) => ({
    isDirectory: true, fullPath: name,
    createReader: () => {
      const rest = [...inner];
      return { readEntries: (give) => give(rest.splice(0, 100)) };
    },
  });
  const entry = (path) => ({
    isDirectory: false, fullPath: path, file: (give) => give(new File([path], path)),
  });
  const cats = directory("/pets/cats", names.map((name) => entry(`/pets/cats/${name}`)));
  const pets = directory("/pets", [cats, entry("/pets/.DS_Store")]);
  for (const host of document.querySelectorAll("*")) {
    const zone = host.shadowRoot?.querySelector(".zone");
    if (!zone) continue;
    const items = [{ kind: "file", webkitGetAsEntry: () => pets }];
    const event = new Event("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", { value: { items } });
    zone.dispatchEvent(event);
  }
}
"""


def test_dropped_folder_arrives_with_its_inner_folders(page: Page, served: Served) -> None:
    names = [f"{number}.jpg" for number in range(250)]
    page.evaluate(DROP, names)
    expect(page.get_by_text("received pets as")).to_be_visible()
    expected = {f"pets/cats/{name}": f"/pets/cats/{name}".encode() for name in names}
    assert entries(served.uploads[0]) == expected
