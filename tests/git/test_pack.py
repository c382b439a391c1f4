"""Objects that git unpacks from a pack of ours: the ids are the ones that git gives, in both of its formats."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gitfix.git import pack
from gitfix.git.opening import open_repository
from gitfix.git.process import GitFailed
from tests.git.plain import Plain, seal

SIZES = (0, 1, 15, 16, 17, 2047, 2048, 2049, 70_000)
"""Around the places where a pack writes the size in another byte."""


@pytest.mark.parametrize("kind", ["sha1", "sha256"])
def test_ids_and_bytes_are_gits_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    seal(monkeypatch, tmp_path / "home")
    plain = Plain.init(tmp_path / "repo", f"--object-format={kind}")
    repo = open_repository(plain.path)
    blobs = [bytes(number % 251 for number in range(size)) for size in SIZES]
    pack.unpack(repo, [("blob", data) for data in blobs])
    for data in blobs:
        oid = pack.oid_of(repo, ("blob", data))
        assert oid == plain.git("hash-object", "--stdin", input=data)
        assert repo.objects.read([oid]) == [data]
    plain.git("fsck", "--strict", "--no-dangling")


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_any_bytes(plain: Plain, blobs: list[bytes]) -> None:
    repo = plain.repo
    pack.unpack(repo, [("blob", data) for data in blobs])
    assert repo.objects.read([pack.oid_of(repo, ("blob", data)) for data in blobs]) == blobs


def test_an_object_store_that_cannot_be_written_is_a_refusal(plain: Plain) -> None:
    repo = plain.repo
    repo.git.env["GIT_OBJECT_DIRECTORY"] = "/dev/null/nowhere"
    with pytest.raises(GitFailed):
        pack.unpack(repo, [("blob", b"x")])
