"""people: who there is: units, persons, roles, and how they come in.

Nouns: Province (this deployment's), Unit (tree, with validity dates), Alias, Group (a collective name and its rule),
User, Membership (a role in a unit), SignInLink, Invitation.
Always holds: a unit is known by its own id, never by an official code; a role is held in a unit from a day until a day;
a link or an invitation is kept as a hash and works once; a demo account opens only an SQLite file that `make run` made.
"""
