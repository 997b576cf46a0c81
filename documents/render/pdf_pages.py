"""Pages written as a PDF/A-3a file: with the structure to be read out, the outline, links, and what is said of the whole."""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape
from math import ceil

from PIL import ImageCms

from core.version import PROGRAM
from documents.content import Document, Run

from .drawing import Drawing, Images
from .lines import Line, line_width
from .page import PT_PER_MM
from .paging import Page
from .pdf_file import PdfFile, text_string
from .pdf_fonts import Fonts
from .progress import counted_pages
from .strips import Entry, Strip, Tag

# What leads to the page of an entry in a list of contents.
_DOTS = "."


def write_pdf(document: Document, pages: Iterable[Page], root: Tag) -> bytes:
    """The file; `root` holds all that is to be read out."""
    return _Writer(document, list(pages)).written(root)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where something stands: its page, and the distance from the sheet's upper edge."""

    page: Page
    y: float


@dataclass(slots=True)
class _Item:
    """A heading in the outline, with the lower ones under it."""

    number: int
    level: int
    title: str
    spot: _Spot
    kids: "list[_Item]" = field(default_factory=list)

    def count(self) -> int:
        """It and all under it."""
        return 1 + sum(kid.count() for kid in self.kids)


@cache
def colour_profile() -> bytes:
    """What the colours of a file mean: sRGB, as a profile of the version that PDF 1.7 knows, made at no moment."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    version, moment = b"\x04\x20\x00\x00", struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    return made[:8] + version + made[12:24] + moment + made[36:]


class _Writer:
    """Writes the pages of one document."""

    def __init__(self, document: Document, pages: list[Page]) -> None:
        self._document, self._pages = document, pages
        self._file, self._fonts, self._images = PdfFile(), Fonts(), Images()
        self._numbers = [self._file.reserve() for _ in pages]
        # What the stretches of each page belong to, by their number on it; the links with what they belong to.
        self._tags: list[list[Tag]] = []
        self._links: list[tuple[int, Tag]] = []
        spots = [(strip, _Spot(one, one.top + y)) for one in pages for y, strip in one.strips]
        self._anchors = {strip.anchor: spot for strip, spot in spots if strip.anchor}
        self._headings = [(*strip.outline, spot) for strip, spot in spots if strip.outline]

    def written(self, root: Tag) -> bytes:
        """All of the file."""
        file, document = self._file, self._document
        tree, resources = file.reserve(), file.reserve()
        for one in counted_pages(self._pages):
            self._write(one, tree, resources)
        kids = " ".join(f"{number} 0 R" for number in self._numbers)
        file.put(tree, f"<</Type/Pages/Kids[{kids}]/Count {len(self._pages)}>>")
        file.put(resources, f"<</Font<<{self._fonts.write(file)}>>/XObject<<{self._embedded()}>>>>")
        profile = file.add_stream(colour_profile(), "/N 3")
        said = file.add_stream(_metadata(document).encode(), "/Type/Metadata/Subtype/XML", packed=False)
        catalogue = file.add(
            f"<</Type/Catalog/Pages {tree} 0 R/Lang{text_string(document.language)}/Metadata {said} 0 R"
            "/ViewerPreferences<</DisplayDocTitle true>>/MarkInfo<</Marked true>>"
            f"/StructTreeRoot {self._structure(root)} 0 R{self._outlines()}/OutputIntents[<</Type/OutputIntent"
            f"/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile {profile} 0 R>>]>>"
        )
        keywords = f"/Keywords{text_string(document.keywords)}" if document.keywords else ""
        info = file.add(
            f"<</Title{text_string(document.title)}/Author{text_string(document.issuer)}{keywords}"
            f"/Creator{text_string(PROGRAM)}/Producer{text_string(PROGRAM)}"
            f"/CreationDate(D:{document.created_on:%Y%m%d})>>"
        )
        return file.written(root=catalogue, info=info)

    def _write(self, one: Page, tree: int, resources: int) -> None:
        links = [self._entered(one, y, strip, strip.entry) for y, strip in one.strips if strip.entry]
        drawing = Drawing(one, self._fonts, self._images)
        content = self._file.add_stream(drawing.content(is_marked=self._document.is_marked))
        self._tags.append(drawing.tags)
        width, height = self._sides(one)
        notes = f"/Annots[{' '.join(links)}]" if links else ""
        self._file.put(
            self._numbers[one.number],
            f"<</Type/Page/Parent {tree} 0 R/Resources {resources} 0 R/Contents {content} 0 R"
            f"/MediaBox[0 0 {width:.3f} {height:.3f}]"
            f"/Tabs/S/StructParents {one.number}{notes}>>",
        )

    def _entered(self, one: Page, y: float, strip: Strip, entry: Entry) -> str:
        """Fill in the dots and the page of an entry of the contents; the link to it."""
        words, spot = entry.words, self._anchors[entry.anchor]
        edge = one.sheet.block_width_pt
        dots, number = (
            Line((Run(text),), words.line.tracking) for text in (_DOTS, str(spot.page.number + 1))
        )
        step, width = line_width(dots, words.size), line_width(number, words.size)
        # The dots of all entries stand under each other: they are counted from the edge.
        last = int((edge - words.x - line_width(words.line, words.size)) // step)
        count = max(last - ceil(width / step), 0)
        dots = Line((Run(_DOTS * count),), words.line.tracking)
        for line, x in ((dots, edge - last * step), (number, edge - width)):
            strip.marks.append(replace(words, line=line, x=x))
        _, high = self._sides(one)
        left, top = one.left + words.x, high - one.top - y
        annotation = self._file.add(
            f"<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/StructParent {len(self._pages) + len(self._links)}"
            f"/Rect[{left:.2f} {top - strip.height:.2f} {one.left + edge:.2f} {top:.2f}]"
            f"/Contents{text_string(words.line.text)}/Dest{self._target(spot)}>>"
        )
        self._links.append((annotation, entry.tag))
        return f"{annotation} 0 R"

    def _sides(self, one: Page) -> tuple[float, float]:
        return one.sheet.width * PT_PER_MM, one.sheet.height * PT_PER_MM

    def _target(self, spot: _Spot) -> str:
        _, high = self._sides(spot.page)
        return f"[{self._numbers[spot.page.number]} 0 R/XYZ {spot.page.left:.2f} {high - spot.y:.2f} 0]"

    def _embedded(self) -> str:
        """The pictures, as they are."""
        numbers = {
            name: self._file.add_stream(
                image.jpeg,
                f"/Type/XObject/Subtype/Image/Width {image.pixels[0]}/Height {image.pixels[1]}"
                "/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode",
                packed=False,
            )
            for name, image in self._images.found.items()
        }
        return "".join(f"/{name} {number} 0 R" for name, number in numbers.items())

    def _structure(self, root: Tag) -> int:
        """What is to be read out in which order, and where it stands on the pages."""
        tree, parents = self._file.reserve(), self._file.reserve()
        numbers: dict[Tag, int] = {}
        self._number(root, numbers)
        links = {tag: annotation for annotation, tag in self._links}
        self._put_tag(root, tree, numbers, links)
        rows = [
            f"{place} [{' '.join(f'{numbers[tag]} 0 R' for tag in tags)}]"
            for place, tags in enumerate(self._tags)
        ]
        rows += [f"{place} {numbers[tag]} 0 R" for place, (_, tag) in enumerate(self._links, start=len(rows))]
        self._file.put(parents, f"<</Nums[{' '.join(rows)}]>>")
        self._file.put(tree, f"<</Type/StructTreeRoot/K[{numbers[root]} 0 R]/ParentTree {parents} 0 R>>")
        return tree

    def _number(self, tag: Tag, numbers: dict[Tag, int]) -> None:
        numbers[tag] = self._file.reserve()
        for kid in tag.kids:
            self._number(kid, numbers)

    def _put_tag(self, tag: Tag, parent: int, numbers: dict[Tag, int], links: dict[Tag, int]) -> None:
        page = tag.places[0][0] if tag.places else None
        kids = [
            str(content) if on == page else f"<</Type/MCR/Pg {self._numbers[on]} 0 R/MCID {content}>>"
            for on, content in tag.places
        ]
        kids += [f"{numbers[kid]} 0 R" for kid in tag.kids]
        if link := links.get(tag):
            kids.append(f"<</Type/OBJR/Obj {link} 0 R>>")
        on_page = "" if page is None else f"/Pg {self._numbers[page]} 0 R"
        attributes = f"/A<<{tag.attributes}>>" if tag.attributes else ""
        said = f"/Alt{text_string(tag.alternative)}" if tag.alternative else ""
        self._file.put(
            numbers[tag],
            f"<</Type/StructElem/S/{tag.kind}/P {parent} 0 R{on_page}{attributes}{said}/K[{' '.join(kids)}]>>",
        )
        for kid in tag.kids:
            self._put_tag(kid, numbers[tag], numbers, links)

    def _outlines(self) -> str:
        """The headings as a tree beside the pages."""
        if not self._headings:
            return ""
        root = self._file.reserve()
        items = [_Item(self._file.reserve(), level, title, spot) for level, title, spot in self._headings]
        top: list[_Item] = []
        above: list[_Item] = []
        for item in items:
            while above and above[-1].level >= item.level:
                above.pop()
            (above[-1].kids if above else top).append(item)
            above.append(item)
        self._put_items(top, root)
        self._file.put(
            root, f"<</Type/Outlines/First {top[0].number} 0 R/Last {top[-1].number} 0 R/Count {len(items)}>>"
        )
        return f"/Outlines {root} 0 R"

    def _put_items(self, items: Sequence[_Item], parent: int) -> None:
        for place, item in enumerate(items):
            before = f"/Prev {items[place - 1].number} 0 R" if place else ""
            after = f"/Next {items[place + 1].number} 0 R" if item is not items[-1] else ""
            inside = ""
            if item.kids:
                inside = f"/First {item.kids[0].number} 0 R/Last {item.kids[-1].number} 0 R/Count {item.count() - 1}"
            self._file.put(
                item.number,
                f"<</Title{text_string(item.title)}/Parent {parent} 0 R/Dest{self._target(item.spot)}{before}{after}{inside}>>",
            )
            self._put_items(item.kids, item.number)


def _metadata(document: Document) -> str:
    """What is said of the document, in XMP."""
    title, issuer, keywords = (escape(text) for text in (document.title, document.issuer, document.keywords))
    told = f"<pdf:Keywords>{keywords}</pdf:Keywords>" if keywords else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        '<rdf:Description rdf:about="">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
        f"<pdf:Producer>{escape(PROGRAM)}</pdf:Producer>{told}<xmp:CreatorTool>{escape(PROGRAM)}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{document.created_on.isoformat()}</xmp:CreateDate>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{issuer}</rdf:li></rdf:Seq></dc:creator>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    )
