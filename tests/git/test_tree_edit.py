"""Files are put into a tree without a checkout; git itself says whether the tree is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitfix.core.outcome import Refusal
from gitfix.git.opening import open_repository
from gitfix.git.repository import Repository
from gitfix.git.tree_edit import edit_tree, find
from tests.shop import Shop, seal


@pytest.fixture(params=["plumbing", "pygit2"])
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Shop:
    seal(monkeypatch, tmp_path)
    monkeypatch.setenv("GITFIX_OBJECTS", request.param)
    return Shop.build(tmp_path / "shop", monkeypatch)


@pytest.fixture
def repo(shop: Shop) -> Repository:
    return open_repository(shop.path)


def test_the_tree_is_what_git_would_write(shop: Shop, repo: Repository) -> None:
    files = {"cart/views.py": "new\n", "cart/a/b.md": "x\n", "cart.md": "y\n", "z/caf\udce9": "z\n"}
    blobs = {path: repo.objects.write_blob(text.encode()) for path, text in files.items()}
    tree = edit_tree(repo, "HEAD", blobs)
    for path, text in files.items():
        file = shop.path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    shop.git("add", "-A")
    assert tree == shop.git("write-tree")


def test_a_replaced_file_keeps_its_mode(shop: Shop, repo: Repository) -> None:
    shop.git("update-index", "--chmod=+x", "new.py")
    shop.git("commit", "-qm", "Run it")
    tree = edit_tree(repo, "HEAD", {"new.py": repo.objects.write_blob(b"x")})
    assert shop.git("ls-tree", tree, "new.py").startswith("100755 ")


@pytest.mark.parametrize(
    ("path", "clash", "why"),
    [
        ("new.py/log.md", "new.py", "it is a file, not a folder"),
        ("cart", "cart", "it is a folder, not a file"),
        ("link", "link", "it is a symbolic link, not a file"),
        ("link/log.md", "link", "it is a symbolic link, not a folder"),
    ],
)
def test_a_clash_is_refused(shop: Shop, repo: Repository, path: str, clash: str, why: str) -> None:
    (shop.path / "link").symlink_to("cart")
    shop.git("add", "link")
    shop.git("commit", "-qm", "Link")
    with pytest.raises(Refusal) as refused:
        edit_tree(repo, "HEAD", {path: repo.objects.write_blob(b"x")})
    assert refused.value.message == f"{clash} is in the way"
    assert refused.value.found == (why,)


def test_find(shop: Shop, repo: Repository) -> None:
    found = find(repo, "HEAD", "cart/views.py")
    assert found is not None and found.oid == shop.git("rev-parse", "HEAD:cart/views.py")
    assert find(repo, "HEAD", "cart/none.py") is None
    assert find(repo, "HEAD", "new.py/none.py") is None
