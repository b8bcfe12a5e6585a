"""Ways to name the server, and what is said when it cannot be reached: never the password."""

import os
import tempfile
import urllib.parse

from support import CliTest, with_database

PASSWORD = "hunter2"


class Connection(CliTest):
    def refused(self, *args, **env):
        done = self.run_cli("status", *args, code=2, **env)
        self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_a_wrong_string_is_told_without_the_password(self):
        for url in (
            f"postgresql://me:{PASSWORD}/x@localhost/db",
            f"postgresql://me:%zz{PASSWORD}@localhost/db",
            f"postgresql://me:{PASSWORD}@localhost:port/db",
            f"postgresql://me:{PASSWORD}@localhost/db?no_such_parameter=1",
            f"postgresql://me:{PASSWORD}@localhost/db?connect_timeout=soon",
            f"host=localhost password='{PASSWORD}",
            f"host=localhost password=my {PASSWORD}",
            PASSWORD,
        ):
            self.assertIn("cannot be understood", self.refused(DATABASE_URL=url))
            self.assertIn("cannot be understood", self.refused("--database-url", url))
        self.assertIn("sslmode", self.refused(DATABASE_URL=f"postgresql://me:{PASSWORD}@localhost/db?sslmode=x"))

    def test_a_string_in_the_wrong_place_is_told_without_the_password(self):
        self.assertIn("unexpected", self.refused(f"postgresql://me:{PASSWORD}@localhost/db"))
        self.assertIn("unexpected", self.refused(f"host=localhost password={PASSWORD}"))

    def test_nobody_listens(self):
        told = self.refused(DATABASE_URL=f"postgresql://me:{PASSWORD}@127.0.0.1:1/db")
        self.assertIn('"127.0.0.1", port 1', told)
        self.refused(DATABASE_URL=f"host=/no/such/folder user=me password={PASSWORD}")
        self.refused(DATABASE_URL=f"postgresql://me:{PASSWORD}@no-such-host.invalid/db")

    def test_a_failed_login(self):
        parts = urllib.parse.urlsplit(self.url)
        server = parts.netloc.rpartition("@")[2]
        url = parts._replace(netloc=f"no_such_role:{PASSWORD}@{server}").geturl()
        self.assertIn("no_such_role", self.refused(DATABASE_URL=url))
        self.assertIn("no_such_db", self.refused(DATABASE_URL=with_database(self.url, "no_such_db")))

    def test_the_same_server_by_other_names(self):
        parts = urllib.parse.urlsplit(self.url)
        params = dict(urllib.parse.parse_qsl(parts.query))
        host = params.get("host") or parts.hostname or "localhost"
        port = params.get("port") or str(parts.port or 5432)
        user = params.get("user") or urllib.parse.unquote(parts.username or "postgres")
        password = urllib.parse.unquote(parts.password or "")
        by_name = {"PGHOST": host, "PGPORT": port, "PGUSER": user, "PGPASSWORD": password, "PGDATABASE": self.database}
        status = self.run_json("status", DATABASE_URL=None, **by_name)
        self.assertEqual(status["database"], self.database)
        # what the string does not say is taken from the environment; an empty one is none
        status = self.run_json("status", DATABASE_URL=f"dbname={self.database}", **by_name | {"PGDATABASE": "x"})
        self.assertEqual(status["database"], self.database)
        self.run_cli("status", DATABASE_URL="", **by_name)
        self.run_cli("status", "--database-url", self.url, DATABASE_URL="host=/no/such/folder")

    def test_a_variable_that_is_not_understood_is_refused(self):
        # another database, or a certificate that was taken back: nobody wants to go on without being told
        self.assertIn("PGSERVICE is set", self.refused(DATABASE_URL=f"dbname={self.database}", PGSERVICE="prod"))
        self.assertIn("PGSSLCRL is set", self.refused(DATABASE_URL=self.url, PGSSLCRL="/etc/crl.pem"))
        self.run_cli("status", PGSERVICE="prod")  # the address says all that a service would

    def test_sockets_by_environment_url_and_string(self):
        folder = self.sql("SHOW unix_socket_directories").split(",")[0].strip()
        port = self.sql("SHOW port")
        user = self.sql("SELECT current_user")
        password = urllib.parse.urlsplit(self.url).password
        if not folder or not os.path.exists(f"{folder}/.s.PGSQL.{port}"):
            self.skipTest("the server has no socket here")
        quoted = urllib.parse.quote(folder, safe="")
        for url in (
            f"postgresql://{user}@{quoted}:{port}/{self.database}",
            f"postgresql:///{self.database}?host={folder}&port={port}&user={user}",
            f"host='{folder}' port={port} user={user} dbname={self.database} sslmode=require",
        ):
            self.run_cli("status", DATABASE_URL=url, PGPASSWORD=password)
        by_name = {"PGHOST": folder, "PGPORT": port, "PGUSER": user, "PGDATABASE": self.database}
        self.run_cli("status", DATABASE_URL=None, PGPASSWORD=password, **by_name)

    def test_a_password_file_that_others_may_read_is_ignored(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(f"*:*:*:*:{PASSWORD}\n")
            file.flush()
            os.chmod(file.name, 0o644)
            url = with_database(self.url, self.database, passfile=file.name)
            parts = urllib.parse.urlsplit(url)
            if parts.password:
                self.skipTest("DATABASE_URL has a password already")
            self.assertIn("is ignored", self.run_cli("status", DATABASE_URL=url).stderr)
            os.chmod(file.name, 0o600)
            self.assertEqual(self.run_cli("status", DATABASE_URL=url).stderr, "")
