"""Templates and samples that gitfix ships; read with importlib.resources."""
