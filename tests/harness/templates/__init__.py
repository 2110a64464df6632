"""Synthesized templates: of this tree, of kept releases, and the rules that they keep."""
