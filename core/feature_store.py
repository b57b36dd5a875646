"""Features on disk, by photo."""

from __future__ import annotations

import secrets
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.store import atomic
from core.types import FloatArray

_ID_BYTES = "S32"


@dataclass(frozen=True, slots=True)
class FeatureStore:
    """A folder of chunks, each the features of some photos; chunks are only ever added.

    The folder's name holds everything that changes a feature except the photo, so a rename, a move
    or new photos never make an old feature wrong. Two processes may add at once: a photo that
    stands twice is read once.

    Attributes:
        folder: one per backbone, its weights and the image recipe.
        feature_count: length of each row.
    """

    folder: Path
    feature_count: int

    def add(self, ids: Sequence[str], features: FloatArray) -> None:
        """The features of these photos are stored.

        Args:
            ids: photo ids, row by row.
            features: float32 array of shape `(len(ids), feature_count)`.

        Raises:
            UserError: `general.disk_full` or `general.folder_not_writable`.
        """
        with (
            atomic.replacing(self.folder / f"{secrets.token_hex(8)}.npz") as path,
            path.open("wb") as file,
        ):
            np.savez(file, ids=np.array(ids, dtype=_ID_BYTES), features=features)

    def known(self) -> frozenset[str]:
        """Ids of the photos whose features are stored."""
        return frozenset(i for ids, _ in self._chunks(with_features=False) for i in ids)

    def gather(self, ids: Sequence[str], into: FloatArray | None = None) -> FloatArray:
        """float32 array of shape `(len(ids), feature_count)`, rows in the order of `ids`.

        Args:
            ids: photo ids.
            into: an array of that shape to be filled, where there is one already.

        Raises:
            KeyError: the features of a photo are not stored.
        """
        rows: dict[str, list[int]] = {}
        for row, photo_id in enumerate(ids):
            rows.setdefault(photo_id, []).append(row)
        gathered = into
        if gathered is None:
            gathered = np.empty((len(ids), self.feature_count), dtype=np.float32)
        for chunk_ids, features in self._chunks(with_features=True):
            for position, photo_id in enumerate(chunk_ids):
                for row in rows.pop(photo_id, ()):
                    gathered[row] = features[position]
        if rows:
            raise KeyError(next(iter(rows)))
        return gathered

    def _chunks(self, *, with_features: bool) -> Iterator[tuple[list[str], FloatArray]]:
        for path in sorted(self.folder.glob("[!.]*.npz")):
            try:
                # Opened here: NumPy leaves a damaged zip's file open.
                with path.open("rb") as file, np.load(file, allow_pickle=False) as chunk:
                    ids = [i.decode() for i in chunk["ids"].tolist()]
                    features = (
                        chunk["features"] if with_features else np.empty((len(ids), 0), np.float32)
                    )
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                # A damaged chunk costs only time: its photos are seen by the backbone again.
                path.unlink(missing_ok=True)
                continue
            if with_features and features.shape != (len(ids), self.feature_count):
                path.unlink(missing_ok=True)
                continue
            yield ids, features
