"""papers: official documents out, in the form of Nghị định 30/2020/NĐ-CP. Pure: no Django, no clock, no network.

Nouns: OfficialDocument and its parts (what is said), docx (how it is written), report (first consolidated report of a
programme), note (questions to the unit that drafted a plan).
Always holds: the same input gives the same bytes; nothing is printed that the input does not say; number and day are
blank when they are not given; every text leaves as NFC.
"""
