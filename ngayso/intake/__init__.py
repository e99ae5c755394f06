"""intake: a document comes in, is read, checked side by side with its words, and becomes a programme.

Nouns: Draft (a document on its way in), Entry (one thing that was understood, with its values), Change (an edit, by whom),
Finding (of the plan check), Presence (who is looking).
Always holds: one file is one draft; nothing of a refused file is kept; an edit names the version of the value that it saw,
so nobody overwrites what they have not seen; a draft is confirmed once, in one transaction; nothing is public before.
"""
