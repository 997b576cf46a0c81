"""Reading an older annual report (.txt, .docx) into a tree, without any database.

`parse.parse_report(data, name)` is the way in; it returns a `schema.ParsedReport` or raises
`schema.ImportRefused` with a Chinese message that says how to mend the file.
"""
