"""The whole pipeline on twins, in any order, with crashes, by seed."""
