"""What documents say: trees of plain data, without any library that writes files."""
