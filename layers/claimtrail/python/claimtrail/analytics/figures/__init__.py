"""Figures over claims and tickets: counts and cents that are kept with every change."""
