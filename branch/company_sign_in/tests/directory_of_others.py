"""A directory of its own for the tests: Debian's slapd on free ports of this machine, with three people and a certificate."""

import datetime
import ipaddress
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BASE, READER, READER_PASSWORD = "dc=example,dc=cn", "cn=reader,dc=example,dc=cn", "reader-pass"
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_ldif
pidfile {folder}/pid
TLSCertificateFile {folder}/tls.crt
TLSCertificateKeyFile {folder}/tls.key
TLSCACertificateFile {folder}/tls.crt
disallow bind_anon
database ldif
suffix "dc=example,dc=cn"
directory {folder}/db
rootdn "cn=reader,dc=example,dc=cn"
rootpw reader-pass
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
"""
PEOPLE = """dn: dc=example,dc=cn
objectClass: dcObject
objectClass: organization
dc: example
o: Example

"""
PERSON = """dn: uid={uid},dc=example,dc=cn
objectClass: inetOrgPerson
uid: {uid}
cn: {uid}
sn: {uid}
employeeNumber: {number}
userPassword: {password}

"""


@dataclass(frozen=True)
class Directory:
    """Where it listens, with TLS and without, and the certificate to trust."""

    tls: str
    plain: str
    certificate: Path

    def environment(self, **more: str) -> dict[str, str]:
        """The variables that set it."""
        usual = {"LDAP_URL": self.tls, "LDAP_BASE": BASE, "LDAP_CA": str(self.certificate)}
        return usual | {"LDAP_USER": READER, "LDAP_PASSWORD": READER_PASSWORD} | more


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "directory")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(hours=1))
    made = made.not_valid_after(now + datetime.timedelta(days=1))
    # Not for the name localhost, under which it is to be refused.
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = made.add_extension(names, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign"), False
    )
    usage |= {
        "digital_signature": True,
        "key_cert_sign": True,
        "encipher_only": False,
        "decipher_only": False,
    }
    made = made.add_extension(x509.KeyUsage(**usage), critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    signed = made.sign(key, hashes.SHA256())
    (folder / "tls.crt").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def running(folder: Path) -> Iterator[Directory]:
    """The directory, as long as the block runs. Fails the test with the package to install where there is none."""
    slapd = shutil.which("slapd", path="/usr/sbin:/usr/bin:/usr/local/sbin") or pytest.fail(
        "the tests of LDAP need slapd: apt-get install slapd"
    )
    (folder / "db").mkdir()
    _certificate(folder)
    config, people = folder / "slapd.conf", folder / "people.ldif"
    config.write_text(CONFIG.format(folder=folder))
    persons = [
        ("zhou", "0001", "directory-pass-1"),
        ("li", "0002", "directory-pass-2"),
        ("wu", "0003", "directory-pass-3"),
    ]
    people.write_text(
        PEOPLE
        + "".join(
            PERSON.format(uid=uid, number=number, password=password) for uid, number, password in persons
        )
    )
    add = [str(Path(slapd).with_name("slapadd")), "-f", str(config), "-l", str(people)]
    subprocess.run(add, check=True, capture_output=True)
    tls, plain = _free_port(), _free_port()
    urls = f"ldaps://127.0.0.1:{tls}/ ldap://127.0.0.1:{plain}/"
    with subprocess.Popen([slapd, "-f", str(config), "-h", urls, "-d", "0"]) as server:
        try:
            for _ in range(200):
                with socket.socket() as one:
                    if one.connect_ex(("127.0.0.1", tls)) == 0:
                        break
                assert server.poll() is None, "slapd has ended"
                time.sleep(0.05)
            yield Directory(f"ldaps://127.0.0.1:{tls}", f"ldap://127.0.0.1:{plain}", folder / "tls.crt")
        finally:
            server.terminate()
