"""Signed, expiring tokens: proof that a request comes from a page that this process drew."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def sign(secret: bytes, subject: str, expires_s: int) -> str:
    """A token that says `subject` until then.

    Args:
        secret: at least 32 random bytes, known to this process only.
        subject: letters, digits, `-` and `_`.
        expires_s: seconds since 1970.
    """
    # The random part makes the token of every session its own.
    claim = f"{subject}.{expires_s}.{secrets.token_urlsafe(9)}"
    return f"{claim}.{_signature(secret, claim)}"


def verify(secret: bytes, token: str, now_s: float) -> str | None:
    """What the token says, or None when it is not ours or has expired."""
    claim, _, signature = token.rpartition(".")
    if not hmac.compare_digest(_signature(secret, claim).encode(), signature.encode()):
        return None
    subject, expires_s, _ = claim.split(".")
    return subject if now_s < int(expires_s) else None


def _signature(secret: bytes, claim: str) -> str:
    return hmac.new(secret, claim.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
