"""What the routes and the pages of one web process share: the upload areas and who may use them."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from streamlit.runtime import Runtime

from core.errors import UserError
from core.uploads import UploadArea, UploadLimits
from ui.uploader import tokens

TOKEN_LIFETIME_S = 12 * 3600
_ATTRIBUTE = "foldersight_uploads"


class UploadService:
    """The upload areas of the served app; safe to use from any thread."""

    def __init__(self) -> None:
        self._secret = secrets.token_bytes(32)
        self._areas: dict[str, UploadArea] = {}
        self._lock = threading.Lock()

    def area(self, folder: Path, limits: UploadLimits) -> UploadArea:
        """The one area of that folder with those limits."""
        with self._lock:
            return self._areas.setdefault(self._key(folder, limits), UploadArea(folder, limits))

    def grant(self, folder: Path, limits: UploadLimits) -> str:
        """A token with which a browser may upload into that area for `TOKEN_LIFETIME_S`."""
        self.area(folder, limits)
        expires_s = int(time.time()) + TOKEN_LIFETIME_S
        return tokens.sign(self._secret, self._key(folder, limits), expires_s)

    def granted(self, token: str) -> UploadArea:
        """The area that the token opens.

        Raises:
            UserError: `uploads.page_too_old` when it is not ours or has expired.
        """
        key = tokens.verify(self._secret, token, time.time())
        area = self._areas.get(key) if key else None
        if area is None:
            raise UserError("uploads.page_too_old")
        return area

    @contextlib.contextmanager
    def served(self) -> Iterator[None]:
        """Pages find this service within the block; unfinished uploads are removed at its end.

        Streamlit's runtime must be there already, as it is in the lifespan of an `st.App`.
        """
        runtime = Runtime.instance()
        setattr(runtime, _ATTRIBUTE, self)
        try:
            yield
        finally:
            delattr(runtime, _ATTRIBUTE)
            for area in self._areas.values():
                area.close()

    def _key(self, folder: Path, limits: UploadLimits) -> str:
        text = f"{folder.resolve()}\n{limits}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()[:24]


def current_service() -> UploadService | None:
    """The service of the app that serves this page, or None where there are no upload routes.

    It hangs on the runtime rather than in a module: a test's runtime has none, and it is still
    found after Streamlit has loaded changed modules anew.
    """
    # `vars`, because a test's runtime makes up every attribute that it is asked for.
    return vars(Runtime.instance()).get(_ATTRIBUTE) if Runtime.exists() else None
