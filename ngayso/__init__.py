"""Ngày Số: a plan goes in as a document, a report comes out as a document."""

__version__ = "0.1.0"
