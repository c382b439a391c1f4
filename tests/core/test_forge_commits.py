"""Where a forge shows a commit: what stands in documents that everybody reads."""

from __future__ import annotations

import pytest

from gitfix.core.forge import forge_of


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("https://ada:s3cret@github.com/acme/shop.git", "https://github.com/acme/shop/commit/"),
        ("git@gitlab.com:acme/tools/shop.git", "https://gitlab.com/acme/tools/shop/-/commit/"),
        ("ssh://git@bitbucket.org:22/acme/shop", "https://bitbucket.org/acme/shop/commits/"),
        ("https://codeberg.org/acme/shop/", "https://codeberg.org/acme/shop/commit/"),
        ("http://gitea.example:3000/a/b.git", "http://gitea.example:3000/a/b/commit/"),
        ("https://github.com/a/b)[x](c.git", "https://github.com/a/b%29%5Bx%5D%28c/commit/"),
        ('https://github.com"><b>/a/b.git', ""),
        ("https://example.com/a/b.git", ""),
        ("/srv/git/shop.git", ""),
        ("file:///srv/git/shop.git", ""),
    ],
)
def test_the_page_of_a_commit(url: str, wanted: str) -> None:
    assert forge_of(url).commits == wanted
