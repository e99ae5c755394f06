"""follow: how the focal unit keeps a programme together: who has received, who works, who is late, who is silent.

Nouns: Board (units by activities), SavedView, ReminderRule, Letter (công văn đôn đốc), Urged (a unit it names, and on what).
Always holds: late and silent are told from what was assigned and what came in, never typed; a letter once issued does
not change and stands on the desk of every unit it names; nobody is reminded twice of one thing on one day.
"""
