"""Several new objects in one process: their ids computed here, a pack written by hand, `git unpack-objects`.

The formats are git's own (gitformat-pack(5)): objects whole, no deltas.
"""

from __future__ import annotations

import importlib
import zlib
from collections.abc import Sequence
from functools import cache
from struct import pack
from typing import TYPE_CHECKING, Any

from gitfix.core.names import Oid

if TYPE_CHECKING:
    from gitfix.git.repository import Repository

TYPES = {"commit": 1, "tree": 2, "blob": 3}
MODULES = {"sha1": ("_sha1",), "sha256": ("_sha2", "_sha256")}
"""hashlib loads OpenSSL, which costs more than a git process: Python's own code first, as its `random` does it."""
Stored = tuple[str, bytes]
"""An object's type and contents."""


def oid_of(repo: Repository, stored: Stored) -> Oid:
    """The id that git gives to this object."""
    kind, data = stored
    digest = _hash(repo.object_format)(f"{kind} {len(data)}\0".encode())
    digest.update(data)
    return Oid(digest.hexdigest())


def unpack(repo: Repository, objects: Sequence[Stored]) -> None:
    """Store all of `objects`, as loose ones; GitFailed when git would not."""
    parts = [b"PACK" + pack(">II", 2, len(objects))]
    for kind, data in objects:
        parts += (_head(TYPES[kind], len(data)), zlib.compress(data, 1))
    body = b"".join(parts)
    repo.git.run("unpack-objects", "-q", input=body + _hash(repo.object_format)(body).digest())


def _head(kind: int, size: int) -> bytes:
    """Type and size: four bits of the size beside the type, then seven in each byte, the lowest first."""
    found = bytearray([kind << 4 | size & 15])
    size >>= 4
    while size:
        found[-1] |= 0x80
        found.append(size & 0x7F)
        size >>= 7
    return bytes(found)


@cache
def _hash(name: str) -> Any:
    for module in MODULES.get(name, ()):
        try:
            return getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError):
            pass
    import hashlib

    return getattr(hashlib, name)
