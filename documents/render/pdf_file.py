"""The file format PDF 1.7: objects, streams and the table that finds them."""

import hashlib
import zlib
from collections.abc import Iterable, Iterator

# So many objects are packed together at most.
_PACKED = 500
_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"


class PdfFile:
    """Objects by number; what refers to another object names it `f"{number} 0 R"`."""

    def __init__(self) -> None:
        """Begin without any object."""
        self._count = 0
        self._objects: dict[int, bytes] = {}
        # Head and content, which is not copied: pictures may be large.
        self._streams: dict[int, tuple[bytes, bytes]] = {}

    def reserve(self) -> int:
        """A number for what is put later."""
        self._count += 1
        return self._count

    def put(self, number: int, body: str) -> None:
        """What a number stands for."""
        self._objects[number] = body.encode("ascii")

    def add(self, body: str) -> int:
        """An object; its number."""
        number = self.reserve()
        self.put(number, body)
        return number

    def add_stream(self, content: bytes, entries: str = "", *, packed: bool = True) -> int:
        """Content with further entries of its dictionary; what is packed already, as pictures are, stays as it is."""
        if packed:
            content, entries = zlib.compress(content), f"{entries}/Filter/FlateDecode"
        number = self.reserve()
        self._streams[number] = f"<<{entries}/Length {len(content)}>>stream\n".encode("ascii"), content
        return number

    def written(self, *, root: int, info: int) -> bytes:
        """The whole file, given the numbers of its catalogue and of what is said about it."""
        identity = self._digest()
        places = {0: (0, 0, 0xFFFF)}
        numbers = sorted(self._objects)
        for start in range(0, len(numbers), _PACKED):
            own = numbers[start : start + _PACKED]
            pack = self._pack(own)
            places |= {number: (2, pack, place) for place, number in enumerate(own)}
        table = self.reserve()
        parts, reached = [_HEADER], len(_HEADER)
        for number in sorted(self._streams):
            places[number] = (1, reached, 0)
            for part in self._stream(number):
                parts.append(part)
                reached += len(part)
        places[table] = (1, reached, 0)
        rows = b"".join(
            kind.to_bytes(1, "big") + where.to_bytes(4, "big") + place.to_bytes(2, "big")
            for _, (kind, where, place) in sorted(places.items())
        )
        entries = f"/Type/XRef/W[1 4 2]/Size {table + 1}/Root {root} 0 R/Info {info} 0 R"
        content = zlib.compress(rows)
        head = f"<<{entries}/ID[<{identity}><{identity}>]/Filter/FlateDecode/Length {len(content)}>>stream\n"
        self._streams[table] = head.encode("ascii"), content
        return b"".join([*parts, *self._stream(table), b"startxref\n%d\n%%%%EOF\n" % reached])

    def _digest(self) -> str:
        """The same for the same content."""
        digest = hashlib.md5(usedforsecurity=False)
        for _, body in sorted(self._objects.items()):
            digest.update(body)
        for _, (_, content) in sorted(self._streams.items()):
            digest.update(content)
        return digest.hexdigest()

    def _stream(self, number: int) -> Iterator[bytes]:
        head, content = self._streams[number]
        yield b"%d 0 obj\n%s" % (number, head)
        yield content
        yield b"\nendstream\nendobj\n"

    def _pack(self, numbers: Iterable[int]) -> int:
        """Several objects in one stream."""
        places, bodies, reached = [], [], 0
        for number in numbers:
            places.append(f"{number} {reached}")
            bodies.append(self._objects[number])
            reached += len(bodies[-1]) + 1
        head = " ".join(places).encode() + b" "
        entries = f"/Type/ObjStm/N {len(bodies)}/First {len(head)}"
        return self.add_stream(head + b"\n".join(bodies), entries)


def text_string(text: str) -> str:
    """Words as a PDF tells them."""
    return f"<feff{text.encode('utf-16-be').hex()}>"
