"""plans: the spine: what a confirmed plan asks, of whom, by when.

Nouns: Plan, Section, Source (the words a value came from), Activity, Target, Duty, DutyItem, Assignment (a printed name
on an activity or duty, with the units it means), Deadline, Kind.
Always holds: a plan is made whole, in one transaction, or not at all; every value that was read keeps its Source; who
is meant by a collective name stands in rows, as of the plan's day, and is changed only by a recorded action.
"""
