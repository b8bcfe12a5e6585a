"""sslmode against a server of its own, with a certificate made here; passwords from SCRAM and ~/.pgpass."""

import glob
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import tempfile
import unittest

from support import PGBIN, PROGRAM, environment

PASSWORD = "hunter2"


def ordinary_user():
    """The server refuses to run as root: then it runs as postgres or nobody."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": user.pw_uid, "group": user.pw_gid}


# the server under test may be built without TLS, as the embedded one is: then one of the system's serves
PGBINS = [path for path in [PGBIN, *sorted(glob.glob("/usr/lib/postgresql/*/bin"))] if path]


@unittest.skipUnless(shutil.which("openssl"), "there is no openssl program to make a certificate with")
class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="tm-tls-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder, cls.user = folder.name, ordinary_user()
        if cls.user:
            os.chown(cls.folder, cls.user["user"], cls.user["group"])
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            cls.port = free.getsockname()[1]
        cls.make_certificates()
        if not any(cls.start_server(pgbin) for pgbin in PGBINS):
            raise unittest.SkipTest("there is no PostgreSQL server with TLS (TOKEN_METER_PGBIN or /usr/lib/postgresql)")

    @classmethod
    def tool(cls, *args):
        env = environment(LC_ALL="C")
        done = subprocess.run(
            args, cwd=cls.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120,
            **cls.user,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{args}\n{done.stdout}")

    @classmethod
    def make_certificates(cls):
        new = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
               "-days", "2"]
        cls.tool(*new, "-subj", "/CN=test root", "-keyout", "root.key", "-out", "root.crt")
        cls.tool(*new, "-subj", "/CN=other root", "-keyout", "other.key", "-out", "other.crt")
        cls.tool(*new, "-subj", "/CN=localhost", "-CA", "root.crt", "-CAkey", "root.key", "-addext",
                 "basicConstraints=critical,CA:FALSE", "-addext", "subjectAltName=DNS:localhost",
                 "-keyout", "server.key", "-out", "server.crt")
        cls.tool(*new, "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", "self.key",
                 "-out", "self.crt")

    @classmethod
    def start_server(cls, pgbin):
        """False when this server cannot speak TLS."""
        data, log = (os.path.join(cls.folder, name) for name in ("data", "log"))
        shutil.rmtree(data, ignore_errors=True)
        pathlib.Path(log).unlink(missing_ok=True)
        with open(os.path.join(cls.folder, "password"), "w", encoding="utf-8") as file:
            file.write(PASSWORD)
        cls.tool(os.path.join(pgbin, "initdb"), "-D", data, "-U", "me", "-A", "scram-sha-256", "--pwfile=password",
                 "-N", "--locale=C", "-E", "UTF8")
        with open(os.path.join(data, "postgresql.conf"), "a", encoding="utf-8") as conf:
            conf.write(f"port = {cls.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\nssl = on\n"
                       f"fsync = off\nssl_cert_file = '{cls.folder}/server.crt'\n"
                       f"ssl_key_file = '{cls.folder}/server.key'\n")
        cls.pg_ctl = [os.path.join(pgbin, "pg_ctl"), "-D", data, "-w", "-l", log]
        try:
            cls.tool(*cls.pg_ctl, "start")
        except RuntimeError as error:
            with open(log, encoding="utf-8") as file:
                told = file.read()
            if "SSL is not supported by this build" in told:
                return False
            raise RuntimeError(told) from error
        cls.addClassCleanup(cls.tool, *cls.pg_ctl, "-m", "immediate", "stop")
        return True

    def path(self, name):
        return os.path.join(self.folder, name)

    def connect(self, host="localhost", password=PASSWORD, env=None, **params):
        """What the program says. Without the extension it never gets further than past the login."""
        url = f"host={host} port={self.port} user=me dbname=postgres"
        params |= {"password": password} if password else {}
        url += "".join(f" {key}='{value}'" for key, value in params.items())
        env = environment(DATABASE_URL=url, HOME=self.folder, **(env or {}))
        done = subprocess.run([PROGRAM, "status"], env=env, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2, done)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        return done.stderr

    def connects(self, **params):
        self.assertIn("not installed", self.connect(**params))

    def refuses(self, told, **params):
        self.assertRegex(self.connect(**params), told)

    def only(self, kind):
        """Lets only encrypted (hostssl) or only plain (hostnossl) connections in."""
        with open(self.path("data/pg_hba.conf"), "w", encoding="utf-8") as hba:
            hba.write(f"{kind} all all 127.0.0.1/32 scram-sha-256\n")
        self.tool(*self.pg_ctl, "reload")

    def setUp(self):
        self.only("host")

    def test_disable_is_plain_and_the_others_are_encrypted(self):
        self.only("hostnossl")
        self.connects(sslmode="disable")
        self.refuses("pg_hba.conf", sslmode="require")
        self.connects(sslmode="prefer")  # plain is tried too, as libpq does
        self.only("hostssl")
        self.refuses("pg_hba.conf", sslmode="disable")
        self.connects(sslmode="require")
        self.connects(sslmode="prefer")
        self.connects()

    def test_verify_ca_looks_at_the_chain_and_verify_full_at_the_name_too(self):
        root, other = self.path("root.crt"), self.path("other.crt")
        self.connects(sslmode="verify-ca", sslrootcert=root)
        self.connects(sslmode="verify-full", sslrootcert=root)
        self.connects(sslmode="verify-ca", sslrootcert=root, host="127.0.0.1")
        self.refuses("certificate", sslmode="verify-full", sslrootcert=root, host="127.0.0.1")
        self.refuses("certificate", sslmode="verify-ca", sslrootcert=other)
        self.refuses("certificate", sslmode="verify-full", sslrootcert=other)
        self.refuses("certificate", sslmode="require", sslrootcert=other)
        self.connects(env={"PGSSLMODE": "verify-full", "PGSSLROOTCERT": root})
        self.refuses("certificate", env={"PGSSLMODE": "verify-full", "PGSSLROOTCERT": other})

    def test_the_system_does_not_trust_this_server(self):
        if not os.path.exists("/etc/ssl/certs/ca-certificates.crt"):
            self.skipTest("the system has no certificates")
        self.refuses("certificate", sslmode="verify-full")
        self.refuses("certificate", sslrootcert="system")
        self.refuses("verify-full", sslmode="require", sslrootcert="system")

    def test_a_root_that_cannot_be_read(self):
        self.refuses("root certificate", sslmode="verify-full", sslrootcert=self.path("no-such.crt"))
        self.refuses("root certificate", sslmode="verify-full", sslrootcert=self.path("root.key"))

    def test_a_self_signed_certificate_is_its_own_root(self):
        conf = self.path("data/postgresql.auto.conf")
        with open(conf, "w", encoding="utf-8") as auto:
            auto.write(f"ssl_cert_file = '{self.path('self.crt')}'\nssl_key_file = '{self.path('self.key')}'\n")
        self.tool(*self.pg_ctl, "reload")
        self.addCleanup(self.tool, *self.pg_ctl, "reload")
        self.addCleanup(os.truncate, conf, 0)
        self.connects(sslmode="verify-full", sslrootcert=self.path("self.crt"))
        self.refuses("certificate", sslmode="verify-full", sslrootcert=self.path("self.crt"), host="127.0.0.1")
        self.refuses("certificate", sslmode="verify-full", sslrootcert=self.path("root.crt"))

    def test_the_password_is_bound_to_the_certificate(self):
        self.connects(sslmode="require", channel_binding="require")
        self.refuses("channel binding", sslmode="disable", channel_binding="require")

    def test_a_wrong_password_and_none(self):
        self.refuses("(?s)password authentication failed.*Check the user", password="x" + PASSWORD)
        self.refuses("PGPASSWORD", password=None)

    def test_the_password_file(self):
        with open(self.path(".pgpass"), "w", encoding="utf-8") as file:
            file.write(f"other:*:*:*:no\nlocalhost:{self.port}:*:me:{PASSWORD}\n")
        self.addCleanup(os.remove, self.path(".pgpass"))
        os.chmod(self.path(".pgpass"), 0o600)
        self.connects(password=None)
        self.refuses("PGPASSWORD", password=None, host="127.0.0.1")
        os.chmod(self.path(".pgpass"), 0o644)
        self.refuses("(?s)is ignored.*PGPASSWORD", password=None)


if __name__ == "__main__":
    unittest.main()
