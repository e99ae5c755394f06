"""desks: what a unit has to do of a programme, and what it has done.

Nouns: Acknowledgement ("đã nhận"), Work (one unit's part in one activity or one item of a duty), Progress (an entry on it),
DayFigure, Evidence, Question, HandOver, Todo (what any room wants of a unit).
Always holds: progress is appended, never overwritten, so two clerks lose nothing; what stood on a day can be told
again; a state is never better than its last entry says; whose work it is comes from plans.Assigned alone.
"""
