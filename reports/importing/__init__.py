"""Reading an older annual report (.txt, .docx) into a tree, and saving it as records and as a report.

`parse.parse_report(data, name)` reads, without any database; it returns a `schema.ParsedReport` or raises
`Refused` with a Chinese message that says how to mend the file. `saving.import_report` stores
what was read: `recording` makes the records, `arrangement` the report's own tree.
"""
