"""portal: what the public may see.

Nouns: Doing (an activity that a citizen can join, in the words of the plan).
Always holds: only confirmed programmes are shown, nothing of a draft; the page works
without an account, without JavaScript, within 100 KB.
"""
