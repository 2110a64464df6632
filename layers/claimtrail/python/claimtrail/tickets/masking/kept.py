"""Text that has to stay: codes, amounts, payers, our own ids. It identifies no patient."""

import re
from collections.abc import Iterator

_PAYERS = (
    r"aetna|cigna|united\s?health\s?care|uhc|humana|anthem|elevance|blue\s?cross"
    r"(?:\s?(?:and\s)?blue\s?shield)?"
    r"|blue\s?shield|bcbs\w{0,3}|medicare(?:\sadvantage)?|medicaid|medi-?cal"
    r"|molina|kaiser(?=\s(?:permanente|health|foundation|of))(?:\spermanente"
    r")?|well\s?care"
    r"|tricare|oscar(?=\s(?:health|not\spaying|denie[sd]|paid|will\srequire))|travelers"
    r"|(?:(?<=payer\s)|(?<=payer:\s)|(?<=carrier\s)|(?<=insurer\s)|(?<=outbound\sto\s))oscar"
    r"|florida\sblue|selecthealth|l\.?a\.?\scare(?:\shealth\splan)?|ambetter|centene|highmark|health\s?net"
    r"|palmetto\sgba|noridian|novitas|magellan|optum"
    r"|caresource|geisinger|harvard\spilgrim|tufts(?=\shealth)|upmc|emblem\s?health"
    r"|fidelis|amerigroup|amerihealth"
    r"|carefirst|premera|regence|wellmark|priority\shealth|bright\shealth"
    r"|clover\shealth|devoted\shealth|humana\smilitary"
    r"|champva|triwest|railroad\smedicare|meritain|umr|gehp|geha|first\scoast|cgs|ngs|wps"
    r"|availity|waystar|change\shealthcare|optum|stedi|trizetto|epic|cerner|meditech|athenahealth"
)
_MSH_10 = r"\bmsh\|" + 8 * r"[^|\n]{0,80}\|" + r"(?P<value>[^|\n]{1,40})(?=\|)"
"""The control number of an HL7 message, its tenth field: the separator counts as the first."""
_FORMS: tuple[tuple[str, str], ...] = (
    (
        "own id",
        (
            r"(?<![a-z0-9])(?:clm|tkt|file|fil|dlv|evt|enc|pat|inc|exc|esc|nte"
            r"|err|acc|key|que)_[a-z2-7]{4,32}(?![a-z0-9])"
        ),
    ),
    (
        "amount",
        (
            r"-?\$\s?-?\d[\d,]{0,15}(?:\.\d{1,2})?|(?<![\w.,/-])-?\d{1,3}(?:,\d{3}"
            r"){1,4}(?:\.\d\d)?(?![\w/-])|(?<![\w.,/-])-?\d{1,7}\.\d\d(?![\w./-]"
            r")"
        ),
    ),
    ("adjustment code", r"(?<![a-z0-9])(?:co|pr|oa|pi|cr)[- ]?[ab]?\d{1,3}(?![a-z0-9])"),
    ("remark code", r"(?<![a-z0-9])(?:n|m|ma)\d{1,3}(?![a-z0-9]|-\d| \d{3})"),
    (
        "procedure code",
        (
            r"(?<![\w./#$-])(?:\d{5}(?:-[a-z][a-z0-9]){1,4}|99\d{3}(?:-[a-z0-9]{2}"
            r"){1,4}|(?<=[/\d] )\d{5}(?:-(?:25|59|76|77|50|51|57|26)){1}|(?<=on "
            r")\d{5}-(?:25|59|76|50|57|26)|(?<=cpt )\d{5}(?:-[a-z0-9]{2}){1,4}"
            r"|(?<=code )\d{5}(?:-[a-z0-9]{2}){1,4}|(?<=proc )\d{5}(?:-[a-z0-9]{2}"
            r"){1,4})(?![\w])|(?<![a-z0-9])[a-v]\d{4}(?:-[a-z0-9]{2}){0,4}(?![a-z0-9]"
            r"|-\d)|(?<![a-z0-9])\d{4}[ftu](?![a-z0-9])"
        ),
    ),
    ("diagnosis code", r"(?<![a-z0-9])[a-z]\d[0-9ab](?:\.[0-9a-z]{1,4})?(?![a-z0-9]|-\d| \d{3})"),
    ("drug code", r"(?<![\w-])\d{4,5}-\d{3,4}-\d{1,2}(?![\w-])|\bndc\s?[#:]?\s?\d{10,11}\b"),
    ("taxonomy code", r"(?<![a-z0-9])(?=\d{3,9}[a-z])\d{3}[a-z0-9]{6}x(?![a-z0-9])"),
    ("trial", r"(?<![a-z0-9])nct\d{8}(?![a-z0-9])"),
    ("control number", r"(?<![\w.])0000\d{5}(?![\w.-])|\brx\s?bin\s?[:#]?\s?\d{6}(?!\d)"),
    ("message number", _MSH_10),
    ("form", r"(?<![\w-])(?:cms|hcfa|ub|form)[- ]?(?:1500|1450|1490s?|04|92|855[a-z]?)(?![\w-])"),
    (
        "diagnosis in x12",
        r"(?<![a-z0-9])(?:abk|abf|abj|abn|apr|bk|bf|bj|pr|zz):(?P<value>[a-z]\d[0-9a-z]{1,5})(?!\w)",
    ),
    ("x12 trace", r"(?<![a-z0-9])trn\*1\*(?P<value>[a-z0-9]{4,30}\*\d{9,10})(?![a-z0-9])"),
    ("loop", r"(?<![a-z0-9])[12][0-9]{3}[a-d][a-c]?(?=/|\s?loop|[ .,)]|$)"),
    (
        "check number",
        (
            r"(?<![a-z0-9])(?:eft|chk|ach)\d{5,12}(?![a-z0-9])"
            r"|\b(?:check\snumber(?:\sis)?|chk(?:\s?#)?)\s(?P<value>\d{5,12})(?![\w-])"
        ),
    ),
    (
        "weekday",
        (
            r"(?<![a-z])(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
            r"(?=[.,]? ?(?:\d{1,4}[/-]\d"
            r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
            r"\.? \d))"
        ),
    ),
    (
        "state",
        (
            r"(?<![\w-])(?:(?:north|south) (?:carolina|dakota)|west virginia|rhode island"
            r"|new (?:mexico|hampshire|jersey)|(?:(?<=in )|(?<=state of ))(?:new york|washington))"
            r"(?![\w-]|,? (?:city|ny|n\.y\.|d\.?c\.?)\b)"
        ),
    ),
    ("guide version", r"(?<![a-z0-9])00\d{4}x\d{3}(?:a\d)?(?![a-z0-9])"),
    (
        "payment trace",
        (
            r"(?:\b(?:eft|era|trn|trace|ach)|(?<!\d[ .-])\b835)\b(?:\s?(?:trace|trn|no\.?|number"
            r"|num|#|id|payment)){0,2}\s?[:#,]?\s?(?P<value>(?=[a-z]{0,3}\d{4}"
            r")[a-z0-9]{4,20})(?![\w-])"
        ),
    ),
    (
        "tax number",
        (
            r"\b(?:tin|ein|(?:fed(?:eral)?\s)?tax\s?(?:id|no|num(?:ber)?)(?:\sno\.?)?|fein)\s?[:#]?\s?(?P<value>\d{2}-\d{7}"
            r")(?!\d)"
        ),
    ),
    (
        "payer id",
        (
            r"\bpayer\s?(?:id|no|number|code)?\s?[:#(]?\s?(?:[\w ]{3,30}\()?(?P<value>"
            r"(?=[a-z]{0,4}\d)[a-z0-9]{5})(?![\w-]|\.\d| \d)"
        ),
    ),
    (
        "facility",
        (
            r"(?<![a-z0-9])(?:(?:st|saint)\.?\s[a-z]{3,15}(?:['\u2019]?s)?"
            r"|(?!(?:at|the|of|to|from|in|by|for|and|or|a|our|your|this|is|was|dr|mr|mrs|ms)\s)"
            r"[a-z]{3,15}(?:[ -][a-z]{3,15})?\s"
            r"(?:general|memorial|regional|community|university|children's|baptist|methodist))"
            r"\s(?:hospital|medical\scenter|med\sctr|health\scenter|clinic|healthcare)(?![a-z0-9])"
            r"|(?<![\w.,/-])(?!(?:at|the|of|to|from|in|by|for|and|or|a|our|your|this|is|was)\s)"
            r"[a-z-]{4,15}\s(?:medical\scenter|surgery\scenter|health\ssystem|cancer\scenter)"
            r"(?![a-z0-9])"
        ),
    ),
    ("payer", rf"(?<![a-z0-9])(?:{_PAYERS})(?![a-z0-9])"),
)
_COMPILED = tuple(re.compile(form) for _, form in _FORMS)
_NPI = re.compile(
    r"\b(?:npi|(?:perf(?:orming)?|rend(?:ering)?|billing)\s?prov(?:ider)?"
    r"|prov(?:ider)?\s?(?:id|no|number|#))"
    r"(?:\s?(?:is|no\.?|number|#|:)){0,2}\s{0,2}(?P<value>\d{10})(?!\d)"
    r"|(?:\*xx\*|\bplb\*|\||\bprovider\s)(?P<element>[12]\d{9})(?!\d)"
)
_OUR_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z0-9]{2,20}_[A-Z0-9_]{2,40}(?![A-Za-z0-9])")
_FILE = re.compile(
    (
        r"(?<![\w./@-])(?!\d{3}\.\d{3}\.\d{4}(?!\w))[\w-]{1,60}(?:\.[\w-]{1,20}){0,3}\.(?:x12|edi|txt|csv"
        r"|835|837[pi]?|27[0678]|999|ta1|pdf|docx?|xlsx?|dat|zip|hl7|tiff?|jpe?g|png|msg|eml|rtf|html?|xml|json|log)(?![\w]"
        r")"
    ),
    re.IGNORECASE,
)
_FILE_WORDS = re.compile(r"[a-z]{2,}", re.IGNORECASE)


def kept_in(text: str, lower: str) -> Iterator[tuple[int, int]]:
    """Yield the places of what has to stay; `lower` is the text in lower case."""
    for found in _OUR_CODE.finditer(text):
        yield found.span()
    for form in _COMPILED:
        for found in form.finditer(lower):
            yield found.span("value") if found.groupdict().get("value") else found.span()
    for found in _NPI.finditer(lower):
        part = "value" if found["value"] else "element"
        if _is_npi(found[part]):
            yield found.span(part)


def file_names_in(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the places of file names, each with its words."""
    for found in _FILE.finditer(text):
        stem = found[0].rpartition(".")[0]
        yield found.start(), found.end(), tuple(one.lower() for one in _FILE_WORDS.findall(stem))


def _is_npi(digits: str) -> bool:
    """Return whether the check digit is right: Luhn over 80840 and the number."""
    total = 0
    for place, digit in enumerate(reversed(f"80840{digits}")):
        number = int(digit)
        total += sum(divmod(2 * number, 10)) if place % 2 else number
    return total % 10 == 0
