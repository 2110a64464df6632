"""A seeded, fictitious provider organisation and the X12 files of its payers.

    generate(partners=..., seed=..., first_day=..., last_day=..., claims_per_day=...)   the files
    odd_files(partners, seed)                                       bad input, one fault per file

Everything in the files is fictitious by construction, and can be recognised as ours:

- surnames are a plant and a trade run together (`fiction.SURNAMES`), given names are stones;
- member ids begin with `ZZT`, patient control numbers with `ZT`: a search of logs, keys or bus
  events for either finds what should not be there;
- NPIs begin with 29: valid by form and check digit, but no number that begins with 2 was ever
  issued; tax ids have the prefix 00, which the IRS does not assign;
- telephone numbers are 555-01xx, ZIP codes 00100 to 00499, which the Postal Service does not use;
  bank numbers begin with 99, which no Federal Reserve district has.
"""
