"""reports: the units' reports up the tree, and the one consolidated report that comes of them.

Nouns: Round (kỳ báo cáo), Ask (a figure that a round asks of an activity), UnitReport with Cells and Passages,
Submission (what a unit sent, frozen), Review (approved or returned), LockException; Consolidation (the consolidated
report being written, one an edition), Version (frozen with its figures and files).
Always holds: who must report comes from what was assigned; a number in a consolidated report is a plans.Figure with its
evidence, or it is not printed as one; an issued version never changes, a correction makes a new one.
"""
