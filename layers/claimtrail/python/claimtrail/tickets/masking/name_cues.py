"""Words that announce a name, or that say that something is none."""

STRONG_CUES = frozenset(
    "mr mrs ms miss mx dr prof rev atty attn attention spouse husband wife mother father mom dad son daughter "
    "sister brother guardian caregiver widow widower grandmother grandfather uncle aunt niece nephew "
    "dear hi hello hey adjuster supervisor nurse dependents dependent claimant manager analyst biller coder surgeon".split()
) | {
    "spoke with", "spoke to", "spoke w", "s w", "sw", "talked to", "talked with", "tc w", "call from", "called by",
    "c o", "care of", "power of attorney", "signed by", "i am", "my name", "name is", "good morning", "good afternoon",
    "attention to", "ask for", "asked for", "on behalf", "behalf of", "lm for", "vm for", "voicemail from", "statement to",
    "estate of", "parent of", "mother of", "son of", "daughter of", "wife of", "husband of", "reviewed by", "entered by",
    "note by", "assigned to", "approved by", "completed by", "attended by", "treated by", "referred by",
}  # fmt: skip
RELATIVES = frozenset(
    "spouse husband wife mother father mom dad son daughter sister brother guardian caregiver widow widower "
    "grandmother grandfather uncle aunt niece nephew signed attention attn".split()
)
TITLES = frozenset("mr mrs ms miss mx dr prof rev".split())
LABELS = frozenset(
    "name patient pt ptnt member insured subscriber beneficiary guarantor employee claimant first last middle "
    "from to cc sent by caller contact rep representative agent provider physician requestor user signature signed "
    "dependents dependent payee".split()
) | {
    "patient name", "pt name", "member name", "last name", "first name", "middle name", "insured name", "provider name",
    "subscriber name", "contact name", "rendering provider", "requesting provider", "ordering physician", "referring provider",
    "billing contact", "prepared by", "cell of", "maiden name", "full name", "re", "care manager", "case manager",
}  # fmt: skip
SOFT_CUES = frozenset(
    "with for from by per w called call ask told informed notified advised contacted tell client resident and or regarding re about patients pts".split()
) | {"rep states", "bill to", "refund to", "check to", "letter to", "mailed to", "sent to", "call to", "copy of"}
EMPLOYER_CUES = frozenset(["employer", "employed by", "works at", "works for", "worked at", "worked for", "employee of", "employers"])
PARTICLES = frozenset("van von de del della di da la le los las der den ter ten al el bin ibn abu st mac mc y e dos das".split())
SUFFIXES = frozenset("jr sr ii iii iv".split())
CLOSINGS = frozenset("thanks thank regards sincerely best cheers thx truly respectfully yours you kind advance ty wishes".split())
ORGANIZATION_WORDS = frozenset(
    "health healthcare medical hospital clinic center centre insurance plan plans group commercial associates llc inc "
    "corp corporation company co services service systems system care network partners physicians orthopedics surgery "
    "surgical radiology imaging laboratory labs lab pharmacy pharma foundation university college memorial regional county "
    "mutual assurance casualty life benefits administrators solutions institute bank department dept team office street "
    "avenue road advantage ppo hmo pos epo choice select gold silver bronze foundry brothers bakery freight roofing stamping "
    "brewing logistics motors industries construction plumbing schools school district township city clearinghouse "
    "rehab rehabilitation cardiology oncology pediatrics dental vision hospice home".split()
)
