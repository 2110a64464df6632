"""Files that are made to take long: each kind of repetition that a partner can send, `n` times.

    from tests.harness.files.hostile_files import KINDS
    data = KINDS["nested levels"](100_000)

Another room adds its kinds to a table of its own; `tests/benchmarks/growth.py` takes any number.
"""

from collections.abc import Callable

from tests.harness.files.x12_files import (
    ACKNOWLEDGMENT_277CA,
    ACKNOWLEDGMENT_999,
    CLAIM_837P,
    REMITTANCE_835,
    STATUS_277,
    Set,
)

ISA = (
    "ISA*00*          *00*          *ZZ*NORTHPAY       *ZZ*HILLCLINIC     "
    "*260302*0815*^*00501*{number:09}*0*P*:~"
)
_GS = "GS*{code}*NORTHPAY*HILLCLINIC*20260302*0815*1*X*{version}~"
Maker = Callable[[int], bytes]


def interchange(content: str, *, groups: int = 1, number: int = 1) -> str:
    """Return an interchange around groups."""
    return f"{ISA.format(number=number)}{content}IEA*{groups}*{number:09}~"


def group(sets: str, kind: Set = REMITTANCE_835, *, count: int = 1) -> str:
    """Return a group around sets."""
    return f"{_GS.format(code=kind.functional_code, version=kind.version)}{sets}GE*{count}*1~"


def body_of(kind: Set) -> str:
    """Return the segments between ST and SE."""
    return "".join(f"{line}~" for line in kind.body.splitlines())


def one_set(kind: Set, body: str) -> bytes:
    """Return a file of one set with that body, counted."""
    third = "" if kind.identifier == "835" else f"*{kind.version}"
    count = body.count("~") + 2
    text = f"ST*{kind.identifier}*0001{third}~{body}SE*{count}*0001~"
    return interchange(group(text, kind)).encode("latin-1")


def _within(kind: Set, after: str, make: Callable[[int], str]) -> Maker:
    """A sound set with something after the first segment that begins so, `n` times as much."""

    def made(n: int) -> bytes:
        body = body_of(kind)
        place = body.index("~", f"~{body}".index(f"~{after}")) + 1
        return one_set(kind, body[:place] + make(n) + body[place:])

    return made


def _instead(kind: Set, old: str, make: Callable[[int], str]) -> Maker:
    """A sound set with a text replaced by one `n` times as long."""

    def made(n: int) -> bytes:
        body = body_of(kind)
        assert old in body
        return one_set(kind, body.replace(old, make(n), 1))

    return made


def _interchanges(n: int) -> bytes:
    return "".join(interchange("", groups=0, number=at + 1) for at in range(n)).encode()


def _interchanges_of_one_number(n: int) -> bytes:
    """Return interchanges of one length and number, each with another content."""
    made = (
        interchange(f"TA1*{at:09}*260302*0815*A*000~", groups=0, number=1) for at in range(1, n + 1)
    )
    return "".join(made).encode()


def _empty_set(number: int) -> str:
    return f"ST*835*{number:04}~SE*2*{number:04}~"


def _sets(n: int) -> bytes:
    sets = "".join(_empty_set(1 + at % 999_999_999) for at in range(n))
    return interchange(group(sets, count=n)).encode()


def _sets_of_one_number(n: int) -> bytes:
    return interchange(group(_empty_set(1) * n, count=n)).encode()


def _groups(n: int) -> bytes:
    made = "".join(group("", count=0).replace("*1*X*", f"*{at}*X*") for at in range(1, n + 1))
    return interchange(made, groups=n).encode()


def _levels_277(n: int) -> bytes:
    body = body_of(ACKNOWLEDGMENT_277CA)
    deep = "".join(f"HL*{at}*{at - 1}*PT~" for at in range(6, n + 6))
    return one_set(ACKNOWLEDGMENT_277CA, body + deep)


def _levels_837(n: int) -> bytes:
    deep = "".join(f"HL*{at}*{at - 1}*22*1~" for at in range(4, n + 4))
    return one_set(CLAIM_837P, body_of(CLAIM_837P) + deep)


def _levels_unknown_to_the_guide(n: int) -> bytes:
    deep = "".join(f"HL*{at}*{at - 1}*99*1~" for at in range(4, n + 4))
    return one_set(CLAIM_837P, body_of(CLAIM_837P) + deep)


def _levels_of_providers(n: int) -> bytes:
    deep = "".join(f"HL*{at}*{at - 1}*20*1~" for at in range(4, n + 4))
    return one_set(CLAIM_837P, body_of(CLAIM_837P) + deep)


def _levels_back_and_forth(n: int) -> bytes:
    """Return levels that stand beneath each other, then each beneath the first."""
    deep = "".join(f"HL*{at}*{at - 1}*22*1~" for at in range(4, n // 2 + 4))
    back = "".join(f"HL*{at}*{1 + at % 3}*22*1~" for at in range(n // 2 + 4, n + 4))
    return one_set(CLAIM_837P, body_of(CLAIM_837P) + deep + back)


def _levels_of_one_number(n: int) -> bytes:
    return one_set(CLAIM_837P, body_of(CLAIM_837P) + "HL*3*3*22*1~" * n)


def _levels_unknown(n: int) -> bytes:
    return one_set(
        CLAIM_837P, body_of(CLAIM_837P) + "".join(f"HL*{at}*{n + at}*22*1~" for at in range(n))
    )


_CLP = "CLP*{number}*{status}*{charge}*{paid}**12*{own}*11*1~NM1*QC*1*QUILL*{first}~"


def _claim(
    number: str, status: int, charge: int, paid: int, *, own: str = "ICN1", first: str = "HENRY"
) -> str:
    return _CLP.format(number=number, status=status, charge=charge, paid=paid, own=own, first=first)


def _claims(make: Callable[[int, int], str]) -> Maker:
    def made(n: int) -> bytes:
        body = body_of(REMITTANCE_835)
        place = body.index("CLP*")
        return one_set(
            REMITTANCE_835, body[:place] + "".join(make(at, n) for at in range(n)) + body[place:]
        )

    return made


ENVELOPES: dict[str, Maker] = {
    "interchanges": _interchanges,
    "interchanges of one number": _interchanges_of_one_number,
    "interchanges without an end": lambda n: (ISA.format(number=1) * n).encode(),
    "copies of an interchange": lambda n: (interchange("", groups=0) * n).encode(),
    "interchanges with broken delimiters": lambda n: (
        ISA.format(number=1).replace(":~", "~~") * n
    ).encode(),
    "beginnings of an ISA": lambda n: b"ISA*" * n,
    "ISA of a wrong length": lambda n: ISA.format(number=1).replace("*ZZ*", "*ZZZ*").encode() * n,
    "junk before the ISA": lambda n: b"X" * n + _sets(1),
    "junk between interchanges": lambda n: b"".join((_sets(1), b"\nJUNK\n")) * n,
    "blanks before the ISA": lambda n: b" \r\n" * n + _sets(1),
    "blanks after the IEA": lambda n: _sets(1) + b" \r\n" * n,
    "groups": _groups,
    "groups of one number": lambda n: interchange(group("", count=0) * n, groups=n).encode(),
    "groups without an end": lambda n: interchange(
        _GS.format(code="HP", version="005010X221A1") * n, groups=n
    ).encode(),
    "sets": _sets,
    "sets of one number": _sets_of_one_number,
    "sets without an end": lambda n: interchange(group("ST*835*0001~" * n, count=n)).encode(),
    "ends without a set": lambda n: interchange(group("SE*2*0001~" * n, count=n)).encode(),
    "acknowledgments in the interchange": lambda n: interchange(
        "TA1*000000001*260302*0815*A*000~" * n, groups=0
    ).encode(),
    "broken acknowledgments": lambda n: interchange("TA1*X~" * n, groups=0).encode(),
    "lower-case envelopes": lambda n: interchange("gs*hp~ge*0*1~" * n, groups=n).encode(),
    "segments outside any group": lambda n: interchange("XX*1~" * n, groups=0).encode(),
    "terminators outside any group": lambda n: interchange("~" * n, groups=0).encode(),
    "elements of an ST": lambda n: one_set(REMITTANCE_835, "").replace(
        b"ST*835*0001", b"ST*835*0001" + b"*" * n
    ),
    "elements of a GS": lambda n: one_set(REMITTANCE_835, "").replace(
        b"GS*HP", b"GS*HP" + b"*A" * n
    ),
    "digits of an SE": lambda n: one_set(REMITTANCE_835, "").replace(b"SE*2", b"SE*" + b"2" * n),
    "wrapped lines": lambda n: wrapped(_sets(max(1, n // 30))),
    "line breaks within an ISA": lambda n: (b"\n" * n).join((_sets(1)[:50], _sets(1)[50:])),
}
"""Files with faults around transaction sets."""


def wrapped(data: bytes, width: int = 80) -> bytes:
    """Return the file in lines of one width."""
    return b"\n".join(data[at : at + width] for at in range(0, len(data), width))


SEGMENTS: dict[str, Maker] = {
    "terminators": _within(REMITTANCE_835, "TRN", lambda n: "~" * n),
    "terminators of an 837": _within(CLAIM_837P, "CLM", lambda n: "~" * n),
    "blanks before a terminator": _within(CLAIM_837P, "CLM", lambda n: " " * n + "~"),
    "blank segments": _within(CLAIM_837P, "CLM", lambda n: " ~" * n),
    "line breaks": _within(CLAIM_837P, "CLM", lambda n: "\r\n" * n),
    "blanks at the end of a value": _instead(CLAIM_837P, "N3*1 HILL", lambda n: "N3*1" + " " * n),
    "blanks within a value": _instead(CLAIM_837P, "N3*1 HILL", lambda n: "N3*1" + " " * n + "X"),
    "values that end in blanks": _instead(
        CLAIM_837P, "N3*1 HILL", lambda n: "N3*" + "1  *" * n + "X"
    ),
    "blanks in a claim number": _instead(
        REMITTANCE_835, "CLP*PCN-7001", lambda n: "CLP*A" + " " * n + "B"
    ),
    "blanks in a segment of a 277CA": _instead(
        ACKNOWLEDGMENT_277CA, "TRN*2*PCN-7001", lambda n: "TRN*2*P" + " " * n
    ),
    "a long element": _instead(CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2*" + "H" * n),
    "a long number": _instead(
        REMITTANCE_835, "CLP*PCN-7001*1*150.5", lambda n: "CLP*P*1*" + "1" * n
    ),
    "a long negative number": _instead(
        REMITTANCE_835, "CAS*PR*2*20", lambda n: "CAS*PR*2*-" + "0." * n
    ),
    "zeros of an amount": _instead(REMITTANCE_835, "CAS*PR*2*20", lambda n: "CAS*PR*2*" + "0" * n),
    "zeros of a negative payment": _instead(
        REMITTANCE_835, "BPR*I*230.5", lambda n: "BPR*I*-" + "0" * n + "X"
    ),
    "digits of an HL": _instead(CLAIM_837P, "HL*2*1*22", lambda n: "HL*" + "2" * n + "*1*22"),
    "zeros of an HL": _instead(CLAIM_837P, "HL*2*1*22", lambda n: "HL*" + "0" * n + "2*1*22"),
    "elements": _instead(CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2" + "*X" * n),
    "empty elements": _instead(CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2" + "*" * n),
    "components": _instead(CLAIM_837P, "SV1*HC:99213", lambda n: "SV1*HC:99213" + ":25" * n),
    "components of another mark": _instead(
        CLAIM_837P, "SV1*HC:99213:25", lambda n: "SV1*HC" + ">|;,"[:4] * n
    ),
    "many marks in a composite": _instead(
        CLAIM_837P,
        "SV1*HC:99213:25",
        lambda n: (
            "SV1*HC"
            + "".join(chr(33 + at % 14) + "A" for at in range(n))
            .replace("*", "!")
            .replace("~", "!")
        ),
    ),
    "repetitions": _instead(
        CLAIM_837P,
        "DMG*D8*19510704*F",
        lambda n: "DMG*D8*19510704*F**" + "^".join(["RET:2106-3"] * n),
    ),
    "adjustments of a CAS": _instead(
        REMITTANCE_835, "CAS*PR*2*20", lambda n: "CAS*PR" + "*2*20*1" * n
    ),
    "reasons of a PLB": lambda n: one_set(
        REMITTANCE_835, body_of(REMITTANCE_835) + "PLB*1234567893*20261231" + "*WO:1*0" * n + "~"
    ),
    "control characters": _instead(CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2*" + "\x01" * n),
    "elements with control characters": _instead(
        CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2" + "*\x01A" * n
    ),
    "letters outside ASCII": _instead(
        CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2*" + "\xe9" * n
    ),
    "elements outside ASCII": _instead(
        CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2" + "*\xe9" * n
    ),
    "letters of an unknown segment": _within(CLAIM_837P, "CLM", lambda n: "Z" * n + "~"),
    "line breaks within a segment": _instead(
        CLAIM_837P, "NM1*85*2*HILL", lambda n: "NM1*85*2*" + "A\n" * n
    ),
}
"""Files with faults within one segment."""

LOOPS: dict[str, Maker] = {
    "unknown segments": _within(CLAIM_837P, "CLM", lambda n: "ZZZ*1~" * n),
    "misplaced segments": _within(CLAIM_837P, "CLM", lambda n: "BPR*1~BHT*1~" * (n // 2)),
    "unknown segments of many names": _within(
        CLAIM_837P, "CLM", lambda n: "".join(f"Z{at}*1~" for at in range(n))
    ),
    "references of many kinds": _within(
        CLAIM_837P, "CLM", lambda n: "".join(f"REF*{at}*1~" for at in range(n))
    ),
    "unknown segments of an 835": _within(REMITTANCE_835, "CLP", lambda n: "ZZZ*1~" * n),
    "lower-case segments": _within(CLAIM_837P, "CLM", lambda n: "ref*F8*1~" * n),
    "segments without their loop": _within(CLAIM_837P, "CLM", lambda n: "SV1*HC:1*1*UN*1***1~" * n),
    "late segments": _within(
        CLAIM_837P, "CLM", lambda n: "N3*1~HL*2*1*22*0~SBR*P~N4*A~" * (n // 4)
    ),
    "nested levels": _levels_837,
    "nested levels of a 277CA": _levels_277,
    "nested levels that the guide does not know": _levels_unknown_to_the_guide,
    "nested levels of providers": _levels_of_providers,
    "levels back and forth": _levels_back_and_forth,
    "levels of one number": _levels_of_one_number,
    "levels of unknown parents": _levels_unknown,
    "lines of an 837": _within(
        CLAIM_837P,
        "CLM",
        lambda n: "".join(f"LX*{at}~SV1*HC:99213*1*UN*1***1~" for at in range(1, n)),
    ),
    "lines without a number": _within(CLAIM_837P, "CLM", lambda n: "LX*1~" * n),
    "names of an 837": _within(CLAIM_837P, "CLM", lambda n: "NM1*82*1*STONE~" * n),
    "references of an 837": _within(CLAIM_837P, "CLM", lambda n: "REF*F8*1~" * n),
    "diagnoses of an 837": _within(CLAIM_837P, "CLM", lambda n: "HI*ABK:J0190*ABF:R05~" * n),
    "other payers of an 837": _within(CLAIM_837P, "REF*F8", lambda n: "SBR*S*18***MC****CI~" * n),
    "claims of an 837": _within(
        CLAIM_837P,
        "REF*6R",
        lambda n: "".join(
            f"CLM*P{at}*1***11:B:1*Y*A*Y*Y~HI*ABK:J0190~LX*1~SV1*HC:99213*1*UN*1***1~DTP*472*D8*20260220~"
            for at in range(n)
        ),
    ),
    "claims of an 835": _claims(lambda at, _n: _claim(f"P{at}", 1, 0, 0, own=f"I{at}")),
    "claims of one number": _claims(lambda _at, _n: _claim("P1", 1, 0, 0)),
    "claims of one number on many patients": _claims(
        lambda at, _n: _claim("P1", 1, 0, 0, first="A" + "".join(chr(65 + int(d)) for d in str(at)))
    ),
    "claims of one number without a name": _claims(lambda _at, _n: "CLP*P1*1*0*0**12*ICN1*11*1~"),
    "claims within a segment, after a reversal": _within(
        REMITTANCE_835,
        "LX",
        lambda n: _claim("P1", 22, -1, -1) + "REF*CLP" + "*CLP*1*1*1*1" * n + "~",
    ),
    "reversals": _claims(lambda at, _n: _claim(f"P{at}", 22, -1, -1, own=f"I{at}")),
    "reversals of one claim": _claims(lambda _at, _n: _claim("P1", 22, -1, -1)),
    "reversals and corrections of one claim": _claims(
        lambda at, n: _claim("P1", 22 if at < n // 2 else 1, -1 if at < n // 2 else 1, 0)
    ),
    "corrections and reversals of one claim": _claims(
        lambda at, n: _claim("P1", 1 if at < n // 2 else 22, -1 if at >= n // 2 else 1, 0)
    ),
    "lines of an 835": _within(REMITTANCE_835, "CLP", lambda n: "SVC*HC:99213*0*0**1~" * n),
    "adjustments of a claim": _within(REMITTANCE_835, "CLP", lambda n: "CAS*CO*45*1~" * n),
    "names of an 835": _within(REMITTANCE_835, "CLP", lambda n: "NM1*QC*1*QUILL~" * n),
    "remarks of a line": _within(REMITTANCE_835, "SVC", lambda n: "LQ*HE*N130~" * n),
    "payments' adjustments": lambda n: one_set(
        REMITTANCE_835, body_of(REMITTANCE_835) + "PLB*1234567893*20261231*WO:1*0~" * n
    ),
    "headers of an 835": _within(REMITTANCE_835, "LX", lambda n: "LX*1~" * n),
    "statuses of a claim": _within(
        ACKNOWLEDGMENT_277CA, "TRN*2*PCN", lambda n: "STC*A2:20**WQ*1~" * n
    ),
    "totals of a level": _within(
        ACKNOWLEDGMENT_277CA, "TRN*2*B", lambda n: "QTY*90*2~AMT*YU*3~" * n
    ),
    "providers of a 277CA": _within(
        ACKNOWLEDGMENT_277CA,
        "AMT*YY",
        lambda n: "".join(f"HL*{at}*2*19*0~STC*A1:19**U~" for at in range(3, n + 3)),
    ),
    "patients of a 277CA": lambda n: one_set(
        ACKNOWLEDGMENT_277CA,
        body_of(ACKNOWLEDGMENT_277CA)
        + "".join(
            f"HL*{at}*3*PT~NM1*QC*1*QUILL*HENRY****MI*M~TRN*2*P{at}~STC*A2:20*20260303*WQ*1~DTP*472*D8*20260210~"
            for at in range(6, n + 6)
        ),
    ),
    "statuses of a 277": _within(STATUS_277, "TRN*2*TRACE1", lambda n: "STC*F2:88*20260318~" * n),
    "lines of a 277": _within(
        STATUS_277, "REF*EJ", lambda n: "SVC*HC:99203*1*0****1~STC*P1:20*20260318~" * n
    ),
    "sets of a 999": _within(ACKNOWLEDGMENT_999, "AK1", lambda n: "AK2*837*0001~IK5*A~" * n),
    "notes of a 999": _within(
        ACKNOWLEDGMENT_999, "AK2", lambda n: "IK3*CLM*22**8~IK4*2*782*1~" * n
    ),
    "groups of a 999": _within(ACKNOWLEDGMENT_999, "AK1", lambda n: "AK1*HC*1~AK9*A*1*1*1~" * n),
}
"""Files that repeat a part of a set again and again."""

KINDS: dict[str, Maker] = {**ENVELOPES, **SEGMENTS, **LOOPS}
