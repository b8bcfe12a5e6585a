"""alerts --webhook: each alert arrives, signed, once; a receiver that fails gets it later, one that refuses it does not."""

import os
import tempfile
import unittest

import alert_delivery
from alert_delivery import NO_PROXY, SECRET
from list_server import OPENSSL, make_certificates, serve
from support import with_database


class Webhook(alert_delivery.Delivery):
    def test_each_threshold_used_or_left_arrives_once(self):
        self.reach(800, "w used")
        self.reach(799, "w below")
        self.reach(800, "w left", plan="left")
        self.sql("SELECT level FROM meter_add_tokens('w used', 150); SELECT level FROM meter_add_tokens('w left', 100)")
        self.deliver()
        alerts = [self.posted() for _ in range(4)]
        self.assertEqual([(a["account"], a["threshold"], a["used"], a["remaining"]) for a in alerts],
                         [("w used", 80, 800, 200), ("w left", 80, 800, 200), ("w used", 95, 950, 50), ("w left", 90, 900, 100)])
        self.assertEqual({(a["type"], a["limit_name"], a["unit"], a["period"], a["cap"]) for a in alerts},
                         {("meter.alert", "month", "tokens", "month", 1000)})
        self.assertEqual(len({a["id"] for a in alerts}), 4)
        self.deliver()
        self.assertTrue(self.server.posts.empty())
        self.assertEqual(self.run_json("alerts", "list", "--untaken"), [])

    def test_what_fails_for_now_is_sent_again_and_is_the_same_alert(self):
        self.answers(500, 429, 408, 503, 200)
        self.reach(800, "r1")
        follower = self.follow()
        alerts = [self.posted() for _ in range(5)]
        self.assertEqual(alerts, alerts[:1] * 5)
        self.wait_until("SELECT bool_and(delivered_at IS NOT NULL) FROM meter.alerts WHERE account = 'r1'")
        self.end(follower)
        self.assertTrue(self.server.posts.empty())
        self.assertIn("the webhook answered 429 Too Many Requests; again in 0 s", self.told(follower))

    def test_a_run_that_cannot_deliver_says_so_and_a_later_one_does(self):
        self.answers(500)
        self.reach(800, "c1", "c2")
        done = self.deliver("--retry-pause", "0", code=4)
        self.assertIn("alert", done.stderr)
        self.posted()
        self.assertTrue(self.server.posts.empty())  # the receiver is left alone
        self.answers(200)
        self.deliver()
        # the one that was not tried yet comes first: what cannot be delivered holds up no other
        self.assertEqual([self.posted()["account"] for _ in range(2)], ["c2", "c1"])
        self.assertEqual(self.undelivered(), "0")

    def test_a_receiver_that_asks_for_time_gets_it(self):
        self.server.answers["/hook"] = lambda handler: handler.answer(429, Retry_After="120")
        self.reach(800, "t1")
        self.assertIn("again in 120 s", self.deliver(code=4).stderr)
        self.posted()
        self.answers(200)
        self.deliver()
        self.assertTrue(self.server.posts.empty())
        self.deliver(url=with_database(self.url, self.database, options="-c token_meter.clock=2099-01-01T00:00:00Z"))
        self.assertEqual(self.posted()["account"], "t1")

    def test_nobody_there(self):
        self.reach(800, "n1")
        self.server.shutdown()
        self.server.server_close()
        self.assertRegex(self.deliver("--retry-pause", "0", code=4).stderr, "was not delivered: .*refused")
        self.assertEqual(self.undelivered(), "1")

    def test_what_is_refused_is_put_aside_until_somebody_says_again(self):
        for status in (400, 401, 404, 410, 302):
            with self.subTest(status):
                self.answers(status)
                account = f"refused {status}"
                self.reach(800, account)
                told = self.deliver(code=4).stderr
                self.assertIn("put aside: the webhook answered", told)
                alert = self.posted()
                self.answers(200)
                self.deliver()
                self.assertTrue(self.server.posts.empty())
                listed = self.run_json("alerts", "list", "--put-aside")
                self.assertEqual([(row["account"], row["attempts"]) for row in listed], [(account, "1")])
                self.assertIn(f"the webhook answered {status}", listed[0]["failure"])
                self.assertEqual([row["account"] for row in self.run_json("alerts", "retry", str(alert["alert_id"]))], [account])
                self.deliver()
                self.assertEqual(self.posted(), alert)

    def test_nothing_is_tried_for_ever(self):
        self.answers(500)
        self.reach(800, "e1")
        follower = self.follow("--attempts", "3")
        for _ in range(3):
            self.posted()
        self.wait_until("SELECT put_aside_at IS NOT NULL AND attempts = 3 FROM meter.alerts WHERE account = 'e1'")
        self.end(follower)
        self.assertTrue(self.server.posts.empty())

    def test_the_secret_is_not_on_the_command_line(self):
        self.reach(800, "s1")
        with tempfile.NamedTemporaryFile("w+") as file:
            args = ("alerts", "--webhook", self.address, "--secret-file", file.name)
            self.assertIn("is empty", self.run_cli(*args, code=2, **NO_PROXY).stderr)
            file.write(SECRET + "\n")
            file.flush()
            self.run_cli(*args, TOKEN_METER_WEBHOOK_SECRET="another", **NO_PROXY)
        self.posted()
        self.assertIn("TOKEN_METER_WEBHOOK_SECRET", self.run_cli("alerts", "--webhook", self.address, code=2).stderr)
        self.assertIn("/no/such", self.run_cli("alerts", "--webhook", self.address, "--secret-file", "/no/such", code=2).stderr)

    def test_what_is_no_address_is_refused(self):
        for wrong in ("http://example.org/hook", "ftp://me:pw@example.org/", "example.org", "https://me:pw@/x"):
            told = self.run_cli("alerts", "--webhook", wrong, code=2, TOKEN_METER_WEBHOOK_SECRET=SECRET).stderr
            self.assertIn("https", told)
            self.assertNotIn("pw", told)
        for wrong in ([], ["--secret-file", "x"], ["--webhook", "x", "list"]):
            self.run_cli("alerts", *wrong, code=2)


@unittest.skipUnless(OPENSSL, "there is no openssl program to make a certificate with")
class OverTls(alert_delivery.Delivery):
    """A receiver whose certificate an authority of its own has signed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="tm-hook-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        make_certificates(cls.folder)

    def receiver(self, certificate):
        self.server = serve(self, self.folder, certificate)
        self.address = self.server.address + "/hook"
        return {"SSL_CERT_FILE": os.path.join(self.folder, "root.crt")}

    def test_an_authority_of_one_s_own(self):
        trusted = self.receiver("good")
        self.reach(800, "tls 1")
        self.deliver(**trusted)
        alert = self.posted()
        self.assertEqual((alert["account"], alert["threshold"]), ("tls 1", 80))
        self.assertEqual(self.undelivered(), "0")

    def test_whom_nobody_trusts_gets_nothing(self):
        for certificate, trust in (("good", {}), ("other", {"SSL_CERT_FILE": "root"})):
            with self.subTest(certificate):
                trusted = self.receiver(certificate)
                self.reach(800, f"tls {certificate}")
                told = self.deliver("--retry-pause", "0", code=4, **(trusted if trust else {"SSL_CERT_FILE": None, "SSL_CERT_DIR": None})).stderr
                self.assertRegex(told, "was not delivered: .*certificate")
                self.assertTrue(self.server.posts.empty())
        trusted = self.receiver("good")
        self.deliver(**trusted)
        self.assertEqual(sorted(self.posted()["account"] for _ in range(2)), ["tls good", "tls other"])
