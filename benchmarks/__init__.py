"""Side-by-side measurements of gitfix against git and the peers: ratios, because seconds of one machine say little."""
