"""How a Word file says which wording it was made of, when it comes back after others have worked on it.

A custom property of the file (ECMA-376 part 1, 22.3): Word, WPS and LibreOffice keep it when they save the file again. It
holds a name and no words, so that a file handed on does not carry what was struck from it.
"""

# The name under which the programs show it among a file's properties.
PROPERTY = "支部纪实导出"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
# Of every property that is no property of a known set.
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
