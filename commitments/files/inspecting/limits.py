"""How much of a PDF is read at all, and the refusal that says so."""

MIB = 2**20
MAX_BYTES = 20 * MIB
MAX_PAGES = 300
MAX_TAIL = 64 * 1024  # bytes after the mark of the end; parsers search more of them for very long
MAX_SIGNATURES = 50
MAX_TEXT = 200_000  # characters of one page; more is not looked at
MAX_NAME = 200  # characters of a name in a certificate
SECONDS = 12  # processor time of the reading process
SECONDS_MORE = 2  # for each further file in one process
MEMORY = 448 * MIB  # address space of the reading process
BATCH = 24 * MIB  # bytes of the files given to one process


class Refused(Exception):
    """The file is not kept: one of the codes not_pdf, cannot_be_opened, encrypted, too_large, too_many_pages."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code
