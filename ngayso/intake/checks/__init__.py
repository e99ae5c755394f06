"""checks: the rules of the plan check ("soát kế hoạch"), one module a noun; `intake.check.check` runs them all.

Nouns: Finding (a contradiction or gap), Place (where it stands, quoted), Way (a way out), Change (a value to write).
Always holds: a rule is a pure function of the Reading (no Django, no clock, no database); it quotes only words of the
Reading; it asks and never decides; a citation of law comes from `ngayso.law` as of the day of the plan.
"""
