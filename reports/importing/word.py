from reports.importing.source import SourceDocument

def read_word(data: bytes) -> SourceDocument:
    raise NotImplementedError
