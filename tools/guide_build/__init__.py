"""Making the guide tables: from pyx12's maps and from guides of our own. Development only."""
