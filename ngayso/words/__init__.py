"""words: what the language of state documents needs, and nothing of Django.

Nouns: folded key, sort key, date range, document number, unit name, unit list, LibreOffice run.
Always holds: input is any text, output is NFC; nothing here reads the clock, the network or a setting; a function that
cannot tell says None, it never guesses.
"""
