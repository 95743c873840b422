"""Uploads in a bucket that speaks S3. Nobody is sent there: this system reads what is kept, and its pages serve it."""

from typing import Any, NoReturn

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

IN_MEMORY = 8 * 2**20  # bytes of a file that is read; a larger one passes through a temporary file


class Bucket(S3Storage):
    """What is stored is never written over; a store that does not answer is an OSError, as a disk's fault is."""

    def __init__(self, **given: Any) -> None:
        needed: dict[str, Any] = dict.fromkeys(
            ("request_checksum_calculation", "response_checksum_validation"),
            "when_required",  # stores that are not Amazon's refuse the newer checksums
        )
        config = Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if given.get("endpoint_url") else "auto"},
            connect_timeout=5,
            read_timeout=60,
            retries={"max_attempts": 3, "mode": "standard"},
            **needed,
        )
        super().__init__(client_config=config, file_overwrite=False, max_memory_size=IN_MEMORY, **given)

    def exists(self, name: str) -> bool:
        try:
            if super().exists(name):
                return True
            self.connection.meta.client.head_bucket(Bucket=self.bucket_name)  # nor does it know a file without a bucket
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"The store of files does not answer: {error}") from error
        return False

    def url(self, name: str, *args: Any, **kwargs: Any) -> NoReturn:
        raise ValueError("A stored file has no address of its own: a page serves it to who may read it.")
