"""pricing import from an address: fetched when it has changed, whole or not at all, and from nobody else."""

import json
import os
import tempfile
import threading
import unittest

from list_server import OPENSSL, make_certificates, serve
from support import CliTest

ENTRY = {"litellm_provider": "acme", "mode": "chat", "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07}
PRICES = {"acme/small": ENTRY}
NOT_USED = {name: None for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")}


def sends(content, **options):
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return lambda handler: handler.answer(200, body, **options)


@unittest.skipUnless(OPENSSL, "there is no openssl program to make a certificate with")
class ImportFromAddress(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="tm-list-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        make_certificates(cls.folder)
        cls.server = serve(cls, cls.folder)

    def setUp(self):
        self.server.answers.clear()
        self.server.requests.clear()
        self.sql("TRUNCATE meter.price_lists")

    def fetch(self, path, *args, server=None, roots="root.crt", run=None, **kwargs):
        address = path if "://" in path else (server or self.server).address + path
        env = NOT_USED | {"SSL_CERT_FILE": os.path.join(self.folder, roots), "SSL_CERT_DIR": None}
        return (run or self.run_cli)("pricing", "import", address, *args, **(env | kwargs))

    def fetch_json(self, path, *args, **kwargs):
        return self.fetch(path, *args, run=self.run_json, **kwargs)

    def prices(self):
        return self.sql("SELECT count(*), md5(string_agg(p::text, ',' ORDER BY price_id)) FROM meter.prices p")

    def refuses(self, path, told, *args, **kwargs):
        """Exit code 2, the reason and what to do; no price is changed and no version noted."""
        before = self.prices()
        done = self.fetch(path, *args, code=2, **kwargs)
        self.assertRegex(done.stderr, told)
        self.assertIn("HINT:", done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(self.prices(), before)
        self.assertEqual(self.sql("SELECT count(*) FROM meter.price_lists"), "0")
        return done

    def test_a_list_is_imported_once_and_again_when_it_has_changed(self):
        version = ['"v1"']

        def listed(handler):
            if handler.headers["If-None-Match"] == version[0]:
                return handler.answer(304)
            price = ENTRY | {"input_cost_per_token": 1e-07 if version[0] == '"v1"' else 2e-07}
            handler.answer(200, json.dumps({"acme/once": price}).encode(), ETag=version[0])

        self.server.answers["/p.json"] = listed
        first = self.fetch_json("/p.json")["summary"]
        self.assertEqual((first["added"], first["modified"], first["list"]), ("2", True, self.server.address + "/p.json"))
        again = self.fetch_json("/p.json")
        self.assertIs(again["summary"]["modified"], False)
        self.assertEqual(again["rows"], [])
        self.assertIn("has not changed since", self.fetch("/p.json").stdout)
        # read in another way it is not the same import; nor does a dry run count, or ask for what changed
        for options in (["--provider", "acme"], ["--dry-run"], ["--refetch"]):
            self.assertIs(self.fetch_json("/p.json", *options)["summary"]["modified"], True, options)
        version[0] = '"v2"'
        self.assertEqual(self.fetch_json("/p.json", "--dry-run")["summary"]["changed"], "1")
        self.assertEqual(self.fetch_json("/p.json")["summary"]["changed"], "1")
        self.assertIs(self.fetch_json("/p.json")["summary"]["modified"], False)

    def test_a_server_that_knows_only_times_is_asked_by_time(self):
        moment = "Sat, 28 Nov 2026 05:17:00 GMT"

        def listed(handler):
            if handler.headers["If-Modified-Since"] == moment:
                return handler.answer(304)
            handler.answer(200, json.dumps(PRICES).encode(), Last_Modified=moment)

        self.server.answers["/p.json"] = listed
        self.assertIs(self.fetch_json("/p.json")["summary"]["modified"], True)
        self.assertIs(self.fetch_json("/p.json")["summary"]["modified"], False)
        # another question is another list, though its address is shown the same
        self.assertIs(self.fetch_json("/p.json?team=b")["summary"]["modified"], True)
        self.assertIs(self.fetch_json("/p.json?team=b")["summary"]["modified"], False)

    def test_a_table_from_an_address(self):
        self.server.answers["/p.csv"] = sends(b"provider,model,component,price_per_million\nacme,csv,input,1.25\n")
        self.assertEqual(self.fetch_json("/p.csv")["summary"]["added"], "1")

    def test_redirects_are_followed_but_not_to_plain_http_nor_for_ever(self):
        plain = serve(self)
        plain.answers["/p.json"] = sends(PRICES)
        self.server.answers |= {
            "/p.json": sends(PRICES),
            "/moved": lambda handler: handler.answer(302, Location="/p.json"),
            "/plain": lambda handler: handler.answer(302, Location=plain.address + "/p.json"),
            "/round": lambda handler: handler.answer(302, Location="/round"),
        }
        self.refuses("/plain", "without TLS")
        self.assertEqual(plain.requests, [])
        self.refuses("/round", "redirects too often")
        self.fetch("/moved")

    def test_only_this_machine_is_asked_without_tls(self):
        plain = serve(self)
        plain.answers |= {"/p.json": sends(PRICES), "/moved": lambda handler: handler.answer(302, Location="/p.json")}
        self.refuses("http://example.org/p.json", "https only")
        self.refuses("/moved", "could not fetch", server=plain)
        self.fetch("/p.json", server=plain)

    def test_who_answers_must_be_who_was_asked(self):
        self.server.answers["/p.json"] = sends(PRICES)
        self.refuses("/p.json", "(?s)certificate.*SSL_CERT_FILE", roots="other.crt")
        other = serve(self, self.folder, "other")
        self.refuses("/p.json", "certificate", server=other)
        self.assertEqual(self.server.requests + other.requests, [])

    def test_what_is_too_large_or_too_slow(self):
        def endless(handler):
            handler.send_response(200)
            handler.end_headers()
            part = b" " * (1 << 20)
            for _ in range(80):
                handler.wfile.write(part)

        given_up = threading.Event()
        self.addCleanup(given_up.set)
        self.server.answers |= {
            "/told": sends(b"{", length=65 << 20),
            "/endless": endless,
            "/silent": lambda handler: given_up.wait(60),
            "/stalled": lambda handler: (handler.answer(200, b"{", length=100), handler.wfile.flush(), given_up.wait(60)),
        }
        self.refuses("/told", "larger than 64 MiB")
        self.refuses("/endless", "larger than 64 MiB")
        for path in ("/silent", "/stalled"):
            self.refuses(path, "(?s)more than 1 s.*--timeout", "--timeout", "1")

    def test_half_a_list_is_none(self):
        def half(handler):
            handler.answer(200, json.dumps(PRICES).encode()[:20], length=100, ETag='"half"')
            handler.close_connection = True

        # of a line-oriented list what has come is sound by itself
        table = b"provider,model,component,price_per_million\nacme,half,input,1.25\n"
        self.server.answers |= {"/half": half, "/csv": lambda handler: handler.answer(200, table, length=len(table) + 9)}
        self.refuses("/half", "could not fetch")
        self.refuses("/csv", "could not fetch")

    def test_answers_that_are_no_list(self):
        for status, told in [(404, "404.*\n.*address"), (403, "403.*\n.*login"), (500, "500.*\n.*later"), (204, "204")]:
            self.server.answers["/p.json"] = lambda handler, status=status: handler.answer(status)
            self.refuses("/p.json", told)
        # 304 to a question that was not asked says nothing
        self.server.answers["/p.json"] = lambda handler: handler.answer(304)
        self.refuses("/p.json", "304")
        for body, told in [(b"<html>hello</html>", "not a price file.*line 1"), (b"", "line 1"), (b"\xff", "not UTF-8")]:
            self.server.answers["/p.json"] = sends(body, ETag='"x"')
            self.refuses("/p.json", told)

    def test_what_the_guard_refuses_is_asked_for_again(self):
        self.server.answers["/p.json"] = sends({"acme/jump": ENTRY}, ETag='"v1"')
        self.fetch("/p.json")
        self.sql("TRUNCATE meter.price_lists")
        self.server.answers["/p.json"] = sends({"acme/jump": ENTRY | {"input_cost_per_token": 1.5e-05}}, ETag='"v2"')
        self.refuses("/p.json", "acme/jump")
        self.fetch("/p.json", "--force")
        self.assertEqual(self.sql("SELECT etag FROM meter.price_lists"), '"v2"')

    def test_secrets_of_an_address_are_sent_and_shown_nowhere(self):
        self.server.answers["/p.json"] = sends(PRICES, ETag='"s"')
        address = self.server.address.replace("://", "://me:hunter2@") + "/p.json?token=hunter3"
        done = self.fetch(address, "--json")
        self.assertEqual(self.server.requests[0][1]["Authorization"], "Basic bWU6aHVudGVyMg==")
        self.server.answers.clear()
        self.sql("UPDATE meter.price_lists SET etag = NULL")
        told = done.stdout + done.stderr + self.fetch(address, code=2).stderr
        told += self.fetch(address.replace("https", "http").replace("127.0.0.1", "example.org"), code=2).stderr
        told += self.fetch(address + " x", code=2).stderr + self.sql("SELECT l::text FROM meter.price_lists l")
        self.assertNotIn("hunter", told)

    def test_a_proxy_of_the_environment_is_used(self):
        done = self.fetch("/p.json", code=2, HTTPS_PROXY="http://127.0.0.1:1", NO_PROXY=None, no_proxy=None)
        self.assertIn("could not fetch", done.stderr)
        self.assertEqual(self.server.requests, [])
        self.server.answers["/p.json"] = sends(PRICES)
        self.fetch("/p.json", HTTPS_PROXY="http://127.0.0.1:1", NO_PROXY="127.0.0.1")


if __name__ == "__main__":
    unittest.main()
