"""The test kit: a sealed world, repositories of every kind, remotes that misbehave, faults, and what must not change."""
