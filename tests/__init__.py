"""The tests of gitfix.

`tests/<floor>/` mirrors `gitfix/<floor>/`, `tests/story/` plays whole incidents, `tests/fault/` kills, races and bad
input, `tests/support/` is the kit that they share and `tests/support_tests/` tests that kit. Every folder is a
package (it holds an `__init__.py`), so that two files may have one name and `from tests.support...` works everywhere.
Run from the repository's root: `python -m pytest tests/core -n 2`.
"""
