"""formats: bytes → Document, one module for each file format, and `open` that chooses among them.

Always holds: the content decides, never the name; a file that cannot be read raises Refused and nothing else that a
caller must know; no entity, link, macro or outside file is ever followed; nothing is written.
"""
