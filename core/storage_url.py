"""Where files lie: what STORAGE_URL means to Django, for the settings and for a store beside the served one."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

FORM = "s3://访问密钥:密钥@主机[:端口]/存储桶[/前缀]"


def read_storage_url(url: str, *, below: str = "") -> dict[str, Any]:
    """An entry of STORAGES: a directory (`file:///…`) or a bucket (`s3://key:secret@host/bucket/prefix`).

    `below` is a place inside it. `?http` reaches a store without TLS, `?region=…` names its region. Raises ValueError for anything else.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path.startswith("/") and not parts.netloc:
        return directory(Path(unquote(parts.path)) / below)
    bucket, _, prefix = unquote(parts.path).strip("/").partition("/")
    if parts.scheme != "s3" or not (parts.hostname and bucket and parts.username and parts.password):
        raise ValueError(f"看不懂文件存储地址，应写成 {FORM} 或 file:///目录")
    asked = parse_qs(parts.query, keep_blank_values=True)
    place = parts.netloc.rpartition("@")[2]
    return {
        "BACKEND": "core.storage_s3.S3FileStorage",
        "OPTIONS": {
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "endpoint_url": f"{'http' if 'http' in asked else 'https'}://{place}",
            "region_name": asked.get("region", ["us-east-1"])[0],
            "bucket_name": bucket,
            "location": "/".join(filter(None, (prefix, below))),
            # Stores of a company have no name of their own for each bucket.
            "addressing_style": "path",
            "default_acl": None,
        },
    }


def directory(path: Path) -> dict[str, Any]:
    """An entry of STORAGES for a directory of this machine, for this account alone."""
    return {
        "BACKEND": "core.storage.DurableFileStorage",
        "OPTIONS": {"location": path, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    }
