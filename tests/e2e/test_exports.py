"""Exported files in a real browser, which knows nothing of the app."""

from __future__ import annotations

import functools
import http.server
import io
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.answering import Answerer
from core.backbones.extractor import Extractor
from core.backbones.onnx_export import ensure_onnx
from core.errors import UserError
from core.export import tfjs_runtime
from core.predict import Predictor
from core.types import FloatArray, PixelArray
from tests.core.export.run_with_familiarity import FinishedRun, random_photos
from tests.factories import photo_bytes

SIZE = 224
WAIT_MS = 120_000
NPM_PACKAGES = {
    "@tensorflow/tfjs@1.3.1": "package/dist/tf.min.js",
    "@teachablemachine/image@0.8.5": "package/dist/teachablemachine-image.min.js",
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> FinishedRun:
    """A finished run."""
    return FinishedRun(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def runtime() -> bytes:
    """TensorFlow.js, or a skip where it cannot be fetched."""
    try:
        return tfjs_runtime.ensure_runtime()
    except UserError as error:
        pytest.skip(f"TensorFlow.js is not here: {error.code}")


@pytest.fixture(scope="module")
def photos() -> PixelArray:
    """Pictures of just the size that the model looks at."""
    return random_photos(3, SIZE)


@pytest.fixture(scope="module")
def site(finished: FinishedRun, photos: PixelArray) -> Iterator[tuple[Path, str]]:
    """A folder that is served, with the photos in it, and its address."""
    for number, photo in enumerate(photos):
        Image.fromarray(photo).save(finished.folder / f"{number}.png")
    (finished.folder / "blank.html").write_text("<!doctype html><title>blank</title>")
    handler = functools.partial(_Quiet, directory=str(finished.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield finished.folder, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        return


@contextmanager
def _tab(browser: Any) -> Iterator[Any]:
    """A fresh tab that notes what it asks for."""
    context = browser.new_context(permissions=["camera"])
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.requested = []
    page.on("request", lambda request: page.requested.append(request.url))
    yield page
    context.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A fresh tab."""
    with _tab(browser) as page:
        yield page


@pytest.fixture(scope="module")
def page_file(finished: FinishedRun, runtime: bytes) -> Path:
    """The one web page."""
    assert runtime
    return finished.build("web_page")["model.html"].path


@pytest.fixture(scope="module")
def offline(browser: Any, page_file: Path) -> Iterator[Any]:
    """The page, opened as a file by a browser without any network."""
    with _tab(browser) as page:
        page.context.set_offline(True)
        page.goto(page_file.as_uri())
        page.locator("html[data-ready=yes]").wait_for(state="attached")
        yield page


def _ask(tab: Any, photo: PixelArray) -> tuple[FloatArray, float]:
    """Shares and strangeness, asked with the very pixels."""
    script = """async (values) => {
        const answer = await model.ask(Uint8ClampedArray.from(values));
        return [Array.from(answer.shares), answer.strangeness];
    }"""
    shares, strangeness = tab.evaluate(script, photo.ravel().tolist())
    return np.array(shares, np.float32), strangeness


def test_web_page_opened_as_a_file_without_network_answers_as_the_app(
    offline: Any, page_file: Path, finished: FinishedRun, photos: PixelArray
) -> None:
    assert page_file.stat().st_size <= 12_000_000
    expected = finished.app_answers(photos)
    answerer = Answerer(finished.run.folder)
    features = Extractor(ensure_onnx(answerer.spec, finished.networks)).features(photos)
    strange = [each.strangeness for each in answerer.answers(features)]
    for photo, shares, strangeness in zip(photos, expected, strange, strict=True):
        found, found_strangeness = _ask(offline, photo)
        assert found.argmax() == shares.argmax()
        assert found == pytest.approx(shares, abs=0.02)
        assert found_strangeness == pytest.approx(strangeness, rel=0.02, abs=0.02)
    assert [
        url for url in offline.requested if not url.startswith(("file:", "blob:", "data:"))
    ] == []


def test_web_page_photo_of_any_shape_gives_the_app_s_answer_and_words(
    offline: Any, finished: FinishedRun, tmp_path: Path
) -> None:
    data = photo_bytes("teal", (1200, 500), format="PNG")
    path = tmp_path / "my <b>photo.png"
    path.write_bytes(data)
    offline.locator("#choose").set_input_files(path)
    card = offline.locator("article").first
    card.wait_for()
    assert card.locator("p").first.inner_text() == path.name
    best = Predictor(finished.run.folder, finished.networks).predict(data).best
    first = card.locator(".bars li").first
    assert first.locator(".name").inner_text() == best.name
    shown = float(first.locator(".share").inner_text().rstrip(" %")) / 100
    assert shown == pytest.approx(best.confidence, abs=0.03)


def test_web_page_spotlight_is_the_app_s_evidence(
    offline: Any, finished: FinishedRun, photos: PixelArray
) -> None:
    predictor = Predictor(finished.run.folder, finished.networks)
    file = io.BytesIO()
    Image.fromarray(photos[0]).save(file, "PNG")
    look = predictor.look(file.getvalue())
    heat = predictor.evidence(look, predictor.classes[1]).heat
    script = """async (values) => {
        const answer = await model.ask(Uint8ClampedArray.from(values));
        return Array.from(model.evidence(answer, 1));
    }"""
    found = np.array(offline.evaluate(script, photos[0].ravel().tolist())).reshape(heat.shape)
    assert found == pytest.approx(heat, abs=0.02 * float(np.abs(heat).max()))


def test_web_page_file_that_is_no_photo_is_refused_in_words(offline: Any, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("no photo")
    offline.locator("#choose").set_input_files(path)
    offline.get_by_text("could not be opened as a photo").wait_for()


def test_web_page_camera_is_watched_and_stopped(offline: Any) -> None:
    offline.locator("#camera").click()
    offline.locator("#live-bars li").first.wait_for()
    assert offline.locator("#live-words").inner_text()
    offline.locator("#camera").click()
    assert offline.locator("#live").is_hidden()


def test_tfjs_model_in_the_browser_answers_as_the_app(
    tab: Any, site: tuple[Path, str], finished: FinishedRun, runtime: bytes, photos: PixelArray
) -> None:
    _, address = site
    finished.build("tfjs")
    tab.goto(f"{address}/blank.html")
    tab.add_script_tag(content=runtime.decode())
    script = """async ([address, count]) => {
        const { loadClassifier } = await import(`${address}/tfjs/tfjs/classify.js`);
        const classifier = await loadClassifier(tf, `${address}/tfjs/tfjs/model.json`);
        const found = [];
        for (let i = 0; i < count; i++) {
            const picture = new Image();
            picture.src = `${address}/${i}.png`;
            await picture.decode();
            found.push(Object.fromEntries((await classifier(picture)).map((e) => [e.name, e.share])));
        }
        return found;
    }"""
    found = tab.evaluate(script, [address, len(photos)])
    classes = finished.run.manifest.classes
    shares = np.array([[each[name] for name in classes] for each in found])
    assert shares == pytest.approx(finished.app_answers(photos), abs=1e-3)


def test_teachable_machine_files_with_its_own_package_answer_as_the_app(
    tab: Any, site: tuple[Path, str], finished: FinishedRun, photos: PixelArray, tmp_path: Path
) -> None:
    _, address = site
    scripts = _from_npm(tmp_path)
    finished.build("teachable_machine")
    tab.goto(f"{address}/blank.html")
    for script in scripts:
        tab.add_script_tag(content=script)
    script = """async ([base, address, count]) => {
        const model = await tmImage.load(`${base}/model.json`, `${base}/metadata.json`);
        const found = [model.getTotalClasses()];
        for (let i = 0; i < count; i++) {
            const picture = new Image();
            picture.src = `${address}/${i}.png`;
            await picture.decode();
            found.push(await model.predict(picture));
        }
        return found;
    }"""
    base = f"{address}/teachable_machine/tm-my-image-model"
    total, *found = tab.evaluate(script, [base, address, len(photos)])
    assert total == len(finished.run.manifest.classes)
    names = [each["className"] for each in found[0]]
    assert names == list(finished.run.manifest.classes)
    shares = np.array([[each["probability"] for each in answer] for answer in found])
    assert shares == pytest.approx(finished.app_answers(photos), abs=1e-3)


def _from_npm(folder: Path) -> list[str]:
    """The package and the version of TensorFlow.js that it asks for, or a skip."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not on this computer")
    scripts = []
    for package, member in NPM_PACKAGES.items():
        made = subprocess.run(
            [npm, "pack", package, "--silent"], cwd=folder, capture_output=True, text=True,
            check=False, timeout=180,
        )  # fmt: skip
        if made.returncode:
            pytest.skip(f"npm could not fetch {package}")
        with tarfile.open(folder / made.stdout.strip().splitlines()[-1]) as archive:
            file = archive.extractfile(member)
            assert file is not None
            scripts.append(file.read().decode())
    return scripts
