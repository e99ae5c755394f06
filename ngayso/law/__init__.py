"""law: dated rows of law and norms with their citation: what held on a day. Pure; shipped as rows.toml.

Nouns: Row (a norm, its value, from and until which day it holds, its citation, whether it was checked).
Always holds: rows of one code never overlap; a row that nobody checked against the printed law says so, and every screen
shows it; a day before the first row has no norm, and nothing is guessed.
"""

from ngayso.law.rows import Row, on

__all__ = ["Row", "on"]
