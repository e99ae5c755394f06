"""reader: document → Reading. A pure library, no Django, no clock, no network, no language model.

Nouns: Document (what a file format gave: paragraphs and tables), Reading (what a careful official would make of it),
Value (a printed text with its span, rule and confidence), Section, Activity, Duty, Report, Unread.
Always holds: every value is a span of `Reading.text` or has none and says so; the same bytes give the same Reading; what
could not be read is listed in `unread`; a refused file raises Refused with one Vietnamese sentence, and nothing else.
"""
