"""reports: what a programme tells as a document.

Nouns: Report (the first consolidated report of a programme as of a day, Nghị định 30 form).
Always holds: a report says only what the programme knows, with its clause; where nothing was reported it says so.
"""
