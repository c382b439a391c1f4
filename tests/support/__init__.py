"""The test kit: a sealed world, repositories of every kind, bad remotes, faults, and what must not change."""
