"""Content to bytes: PDF and DOCX from the same tree, laid out as GB/T 9704-2012 asks."""
