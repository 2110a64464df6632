"""A seeded, fictitious provider organization and the X12 files of its payers.

    generator.generate(...)            the files of a period, in the order of delivery
    model.Expectation                  a claim's truth: `generate(on_expectation=...)`
    malformed.malformed_files(...)     bad input, one fault per file

Everything in the files is fictitious by construction, and can be recognized as ours:

- surnames are a plant and a trade run together (`fake_people.SURNAMES`), given names are stones;
- member ids begin with `ZZT`, patient control numbers with `ZT`: a search of logs, keys or bus
  events for either finds what should not be there;
- NPIs begin with 29: valid by form and check digit, but no number that begins with 2 was ever
  issued; tax ids have the prefix 00, which the IRS does not assign;
- telephone numbers are 555-01xx, ZIP codes 00100 to 00499, which the Postal Service does not use;
  bank numbers begin with 99, which no Federal Reserve district has.

Two payers' files in a hundred have a variant (`variants.py`): batches or providers refused as a
whole, line statuses, several PLBs, claims in parts or without a number, bundles, denied duplicates,
triggers in 999s, wrapped lines. `generate(variants_in_hundred=100)` brings every one of them into a
small month. The truth about each claim takes them into account (`variant_effects.py`).

What a payer sends stands in its profile; how it goes about it, and the mix of outcomes, in the
tables of `payer_behavior.py`; what becomes of a claim, in `claim_scenarios.py`.
"""
