"""Makes what files are tested with: PDF files with and without text, certificate authorities, signatures.

ca = Authority("Tổ chức chứng thực minh họa")      a root of its own, P-256, in force 2020 to 2035
an = ca.person("Nguyễn Văn An")                    a signer; `since`, `until`, `organisation`, `usage` may differ
pdf = plain_pdf("trang một", "trang hai")          a page for each text
signed(pdf, an, at=day(2022, 2, 28))               signed once more, by pyHanko, in an incremental update
with_page_added | with_metadata_edited | with_byte_flipped | with_line_appended | locked (encrypted) | scan_pdf()
"""

import io
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter

SIGNING = ("digital_signature", "content_commitment")


def day(year: int, month: int, number: int, hour: int = 2) -> datetime:
    """A moment in UTC; hour 2 is nine o'clock in Viet Nam."""
    return datetime(year, month, number, hour, 12, tzinfo=UTC)


SINCE, UNTIL = day(2020, 1, 1), day(2035, 1, 1)
SIGNED_AT = day(2022, 2, 28)


def _named(name: str, organisation: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if organisation:
        parts.insert(1, x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation))
    return x509.Name(parts)


def _usage(*named: str) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement key_cert_sign crl_sign "
        "encipher_only decipher_only"
    )
    return x509.KeyUsage(**{name: name in named for name in every.split()})


@dataclass
class Holder:
    """A certificate with its key."""

    cert: x509.Certificate
    key: Any
    chain: list[x509.Certificate] = field(default_factory=list)

    @property
    def pem(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.cert.public_bytes(serialization.Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        kind = serialization.PrivateFormat.PKCS8
        return self.key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())

    @property
    def asn1(self) -> asn1.Certificate:
        return asn1.Certificate.load(self.der)

    @property
    def asn1_key(self) -> keys.PrivateKeyInfo:
        kind = serialization.PrivateFormat.PKCS8
        plain = self.key.private_bytes(serialization.Encoding.DER, kind, serialization.NoEncryption())
        return keys.PrivateKeyInfo.load(plain)


class Authority(Holder):
    """A root that signs itself, or one under `above`."""

    def __init__(
        self,
        name: str = "Tổ chức chứng thực minh họa",
        since: datetime = SINCE,
        until: datetime = UNTIL,
        above: "Authority | None" = None,
        key: ec.EllipticCurvePrivateKey | None = None,
    ):
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = _named(name, "Minh họa")
        cert = _built(
            subject, key.public_key(), above, since, until, key, is_ca=True, usage=("key_cert_sign", "crl_sign")
        )
        super().__init__(cert, key, [*above.chain, above.cert] if above else [])

    def person(
        self,
        name: str,
        organisation: str = "",
        since: datetime = SINCE,
        until: datetime = UNTIL,
        usage: tuple[str, ...] = SIGNING,
        is_clock: bool = False,
    ) -> Holder:
        """A signer; `is_clock` makes an authority for time stamps of it, which pyHanko's own needs to be RSA."""
        key: Any = rsa.generate_private_key(65537, 2048) if is_clock else ec.generate_private_key(ec.SECP256R1())
        subject = _named(name, organisation)
        cert = _built(subject, key.public_key(), self, since, until, self.key, usage=usage, is_clock=is_clock)
        return Holder(cert, key, [*self.chain, self.cert])


def _built(
    subject: x509.Name,
    public: Any,
    above: Holder | None,
    since: datetime,
    until: datetime,
    own_key: ec.EllipticCurvePrivateKey,
    *,
    is_ca: bool = False,
    usage: tuple[str, ...] = (),
    is_clock: bool = False,
) -> x509.Certificate:
    key = above.key if above else own_key
    paper = x509.CertificateBuilder(
        above.cert.subject if above else subject, subject, public, x509.random_serial_number(), since, until
    ).add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    paper = paper.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
    paper = paper.add_extension(identifier, critical=False)
    if usage:
        paper = paper.add_extension(_usage(*usage), critical=True)
    if is_clock:
        paper = paper.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return paper.sign(key, hashes.SHA256())


# --- files -------------------------------------------------------------------------------------------------------


def _letters(texts: tuple[str, ...]) -> bytes:
    """Which letter each code stands for: itself."""
    used = sorted({letter for text in texts for letter in text})
    lines = [f"<{ord(letter):04x}> <{ord(letter):04x}>" for letter in used]
    pieces = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    told = "\n".join(f"{len(piece)} beginbfchar\n" + "\n".join(piece) + "\nendbfchar" for piece in pieces)
    head = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /All def /CMapType 2 def\n"
    return f"{head}1 begincodespacerange <0000> <FFFF> endcodespacerange\n{told}\nendcmap end end".encode()


def _file(objects: list[bytes]) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer\n<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (more, len(content), content)


def plain_pdf(*texts: str) -> bytes:
    """A file with a page for each text; the text layer holds it letter by letter as it is given."""
    texts = texts or ("Bản cam kết",)
    kids = b" ".join(b"%d 0 R" % (7 + 2 * place) for place in range(len(texts)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(texts), kids),
        b"<</Producer(minh hoa)>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 6 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/DW 500>>",
        _stream(_letters(texts)),
    ]
    for place, text in enumerate(texts):
        drawn = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in text.split("\n"))
        page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 4 0 R>>>>/Contents %d 0 R>>"
        objects += [page % (8 + 2 * place), _stream(f"BT /F 12 Tf 14 TL 72 770 Td {drawn} ET".encode())]
    return _file(objects)


def stamped_pdf(text: str) -> bytes:
    """A page without text of its own and a stamp on it, which is a drawing with letters."""
    drawn = f"BT /F 12 Tf 5 5 Td <{text.encode('utf-16-be').hex()}> Tj ET".encode()
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 100 30]/Resources<</Font<</F 6 0 R>>>>"
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            b"<</Producer(minh hoa)>>",
            b"<</Type/Page/Parent 2 0 R/Annots[<</Subtype/Stamp/Rect[50 50 150 80]/AP<</N 5 0 R>>>>]>>",
            _stream(drawn, form),
            b"<</Type/Font/Subtype/Type0/BaseFont/Any/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 8 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Any/DW 500>>",
            _stream(_letters((text,))),
        ]
    )


def scan_pdf(is_huge: bool = False) -> bytes:
    """A page that is a picture and nothing else; a huge one unpacks to half a gigabyte of page description."""
    picture = b"/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
    drawn = _stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    if is_huge:
        drawn = _stream(_bomb(), b"/Filter/FlateDecode")
    return _file(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
            b"<</Producer(may quet)>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</Im 6 0 R>>>>/Contents 5 0 R>>",
            drawn,
            _stream(bytes(range(64)), picture),
        ]
    )


def _bomb() -> bytes:
    packer, piece = zlib.compressobj(1), b" " * 2**20
    return b"".join(packer.compress(piece) for _ in range(512)) + packer.flush()


# --- signatures --------------------------------------------------------------------------------------------------


class _AtItsTime(signers.PdfSigner):
    """pyHanko signs at the time of the machine; this one at a time that is told."""

    told_at: datetime

    def init_signing_session(self, *args, **options):
        session = super().init_signing_session(*args, **options)
        session.system_time = self.told_at
        return session


def clock(authority: Authority, at: datetime, name: str = "Dấu thời gian minh họa") -> DummyTimeStamper:
    """An authority for time stamps that always tells `at`."""
    holder = authority.person(name, is_clock=True)
    others = SimpleCertificateStore.from_certs([authority.asn1])
    return DummyTimeStamper(holder.asn1, holder.asn1_key, certs_to_embed=others, fixed_dt=at)


def signed(
    pdf: bytes,
    holder: Holder,
    at: datetime = SIGNED_AT,
    stamper: DummyTimeStamper | None = None,
    name: str = "",
    digest: str = "sha256",
) -> bytes:
    """`pdf` signed by `holder` in an incremental update; the signature claims the time `at`."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    name = name or f"Sig{pdf.count(b'/ByteRange') + 1}"
    certs = SimpleCertificateStore.from_certs(
        [asn1.Certificate.load(cert.public_bytes(serialization.Encoding.DER)) for cert in holder.chain]
    )
    signer = _AtItsTime(
        signers.PdfSignatureMetadata(field_name=name, md_algorithm=digest),
        signers.SimpleSigner(holder.asn1, holder.asn1_key, certs),
        timestamper=stamper,
    )
    signer.told_at = at
    return signer.sign_pdf(out).getvalue()


def with_time_stamp(pdf: bytes, stamper: DummyTimeStamper) -> bytes:
    """A time stamp over the whole document, as a further signature."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return signers.PdfTimeStamper(stamper).timestamp_pdf(out, md_algorithm="sha256").getvalue()


def with_upkeep(pdf: bytes, *certs: Holder) -> bytes:
    """Certificates to check signatures by, kept in the document in a revision of their own."""
    out = io.BytesIO(pdf)
    DocumentSecurityStore.add_dss(out, sig_contents=None, certs=[cert.asn1 for cert in certs])
    return out.getvalue()


# --- what is done to files afterwards ----------------------------------------------------------------------------


def _written(out: IncrementalPdfFileWriter) -> bytes:
    into = io.BytesIO()
    out.write(into)
    return into.getvalue()


def with_page_added(pdf: bytes) -> bytes:
    """A page more, in an incremental update."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    box = generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))
    page = generic.DictionaryObject({"/Type": generic.NameObject("/Page"), "/MediaBox": box})
    page["/Parent"] = out.root.raw_get("/Pages")
    reference = out.add_object(page)
    tree = out.root["/Pages"]
    tree["/Kids"].append(reference)
    tree["/Count"] = generic.NumberObject(tree["/Count"] + 1)
    out.update_container(tree)
    out.update_container(tree["/Kids"])
    return _written(out)


def with_metadata_edited(pdf: bytes) -> bytes:
    """Another title, in an incremental update."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    out.set_info(out.add_object(generic.DictionaryObject({"/Title": generic.pdf_string("Tên khác")})))
    return _written(out)


def with_byte_flipped(pdf: bytes, place: int) -> bytes:
    """The byte at `place` turned into another."""
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def locked(pdf: bytes, password: str = "") -> bytes:
    """Encrypted; without a password anybody may still open it."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    writer.encrypt(password, owner_password="chu", algorithm="AES-256")
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()
