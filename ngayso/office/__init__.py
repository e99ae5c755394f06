"""office: what leaves the house for a person or a unit.

Nouns: Delivery (a message to one address: its row first, then sent once), Channel (e-mail, Zalo, SMS; a letter is
printed and handed over by a person).
Always holds: a message is a row before it is sent; the same key is never a second message; whether an uncertain one went
out is decided by a person, never by sending again; without a configured channel it waits in the outbox.
"""
