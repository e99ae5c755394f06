"""core: the ground under every room.

Nouns: AuditRow (what was done, by whom, to what), File (bytes with an owner), Count (of a rate limit), job, Refusal.
Always holds: audit rows are only appended and each holds the hash of the one before; a file is served only through its
owner's visible_to, as an attachment; a refusal is one Vietnamese sentence and leaves nothing half-written.
"""
