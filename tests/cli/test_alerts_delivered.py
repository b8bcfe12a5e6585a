"""alerts --webhook and --follow: each alert arrives, signed, once; nobody waits for it, and a receiver that fails gets it later."""

import hashlib
import hmac
import json
import signal
import subprocess
import tempfile
import threading
import time

from list_server import serve
from support import PROGRAM, CliTest, environment, with_database

SECRET = "s3cret of the test"
SECONDS_MAX = 60  # until a test gives up; nothing waits so long
NO_PROXY = {name: None for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")}


class Delivery(CliTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sql(cls, """
            SELECT meter_set_plan('used'), meter_set_plan('left');
            SELECT meter_set_limit('month', 'tokens', 1000, 'month', plan => 'used', thresholds => '{80,95}');
            SELECT meter_set_limit('month', 'tokens', 1000, 'month', plan => 'left', thresholds_left => '{20,10}')""")

    def setUp(self):
        self.sql("SELECT count(*) FROM meter_take_alerts(100000); UPDATE meter.alerts SET delivered_at = now() WHERE delivered_at IS NULL")
        self.server = serve(self)
        self.address = self.server.address + "/hook"

    def reach(self, tokens, *accounts, plan="used"):
        for account in accounts:
            self.sql(f"SELECT meter_set_account('{account}', plan => '{plan}'); SELECT level FROM meter_add_tokens('{account}', {tokens})")

    def answers(self, *statuses):
        """One after the other, the last from then on."""
        left = list(statuses)
        self.server.answers["/hook"] = lambda handler: handler.answer(left.pop(0) if len(left) > 1 else left[0])

    def hangs(self):
        """The receiver answers when the test says so."""
        answer = threading.Event()
        self.addCleanup(answer.set)
        self.server.answers["/hook"] = lambda handler: (answer.wait(SECONDS_MAX), handler.answer(200))
        return answer

    def deliver(self, *args, code=0, url=None, run=None):
        """What is due, once."""
        env = {"TOKEN_METER_WEBHOOK_SECRET": SECRET, "DATABASE_URL": url or self.url}
        return (run or self.run_cli)("alerts", "--webhook", self.address, *args, code=code, **(env | NO_PROXY))

    def follow(self, *args, webhook=True):
        """A running follower, which is killed after the test if it has not ended."""
        where = ["--webhook", self.address, "--retry-pause", "0"] if webhook else []
        env = environment(DATABASE_URL=self.url, TOKEN_METER_WEBHOOK_SECRET=SECRET, **NO_PROXY)
        errors = tempfile.TemporaryFile("w+")
        follower = subprocess.Popen([PROGRAM, "alerts", "--follow", *where, *args], env=env, stdout=subprocess.PIPE, stderr=errors, text=True)
        follower.errors = errors

        def end():
            follower.kill()
            follower.wait()
            follower.stdout.close()
            errors.close()
        self.addCleanup(end)
        return follower

    def told(self, follower):
        follower.errors.seek(0)
        return follower.errors.read()

    def end(self, follower, by=signal.SIGTERM):
        follower.send_signal(by)
        self.assertEqual(follower.wait(SECONDS_MAX), 0, self.told(follower))

    def posted(self):
        """The next request: its body, after its signature has been checked."""
        _, headers, body = self.server.posts.get(timeout=SECONDS_MAX)
        stamp, signature = (part.partition("=")[2] for part in headers["Meter-Signature"].split(","))
        expected = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        self.assertEqual(signature, expected)
        self.assertEqual(headers["Content-Type"], "application/json")
        alert = json.loads(body, parse_float=str)
        self.assertEqual(headers["Idempotency-Key"], alert["id"])
        return alert

    def undelivered(self):
        return self.sql("SELECT count(*) FROM meter.alerts WHERE delivered_at IS NULL")

    def wait_until(self, query, answer="t"):
        """Asks until the database says so: there is no event to wait for."""
        until = time.monotonic() + SECONDS_MAX
        while self.sql(query) != answer:
            self.assertLess(time.monotonic(), until, query)

    def backends(self):
        return "SELECT {} FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"


class Webhook(Delivery):
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


class Following(Delivery):
    def test_two_followers_send_each_alert_once(self):
        followers = [self.follow("--poll", "1"), self.follow("--poll", "1")]
        accounts = [f"f{number}" for number in range(20)]
        self.reach(950, *accounts)
        self.sql("SELECT count(*) FROM meter_maintain()")
        alerts = [self.posted() for _ in range(40)]
        self.assertEqual(sorted((a["account"], a["threshold"]) for a in alerts),
                         sorted((account, threshold) for account in accounts for threshold in (80, 95)))
        self.wait_until("SELECT count(*) FROM meter.alerts WHERE delivered_at IS NULL", "0")
        for follower in followers:
            self.end(follower)
        self.assertTrue(self.server.posts.empty())

    def test_a_notification_wakes_a_follower(self):
        follower = self.follow("--poll", "3600", "--json")
        self.wait_until(self.backends().format("bool_or(query LIKE '%meter_lease_alerts%' AND state = 'idle')"))
        self.reach(800, "woken")
        self.sql("SELECT count(*) FROM meter_maintain()")
        self.assertEqual(self.posted()["account"], "woken")
        line = json.loads(follower.stdout.readline())
        self.assertEqual((line["account"], line["threshold"], line["used"]), ("woken", 80, 800))
        self.end(follower)

    def test_a_charge_does_not_wait_for_a_receiver(self):
        answer = self.hangs()
        self.reach(800, "busy")
        follower = self.follow()
        first = self.posted()
        # the same alert is raised anew while it is being sent
        self.assertEqual(self.sql("""
            SET lock_timeout = '10s';
            SELECT remaining FROM meter_grant('busy', 'month', 1000);
            SELECT level FROM meter_add_tokens('busy', 800)"""), "1000\nwarning")
        answer.set()
        again = self.posted()
        self.assertEqual((first["used"], again["used"]), (800, 1600))
        self.assertNotEqual(first["id"], again["id"])
        self.end(follower)

    def test_who_is_asked_to_end_finishes_what_is_being_sent(self):
        for by in (signal.SIGTERM, signal.SIGINT):
            answer = self.hangs()
            self.reach(950, f"ends {by}")
            follower = self.follow()
            self.assertEqual(self.posted()["threshold"], 80)
            follower.send_signal(by)
            answer.set()
            self.assertEqual(follower.wait(SECONDS_MAX), 0)
            self.assertIn("80 % reached, 950 of 1,000 tokens used, 50 left", follower.stdout.read())
            self.assertEqual(self.sql(f"SELECT threshold FROM meter.alerts WHERE account = 'ends {by}' AND delivered_at IS NULL"), "95")
            self.answers(200)
            self.deliver()
            self.assertEqual(self.posted()["threshold"], 95)

    def test_the_alert_of_a_follower_that_was_killed_arrives_later(self):
        answer = self.hangs()
        self.reach(800, "killed")
        follower = self.follow()
        alert = self.posted()
        follower.kill()
        follower.wait()
        answer.set()
        self.answers(200)
        self.deliver()  # its lease has not run out
        self.assertTrue(self.server.posts.empty())
        self.deliver(url=with_database(self.url, self.database, options="-c token_meter.clock=2099-01-01T00:00:00Z"))
        self.assertEqual(self.posted(), alert)

    def test_a_lost_connection_loses_no_alert_and_sends_none_twice(self):
        answer = self.hangs()
        self.reach(800, "lost 1")
        follower = self.follow("--poll", "1")
        self.assertEqual(self.posted()["account"], "lost 1")
        self.sql(self.backends().format("pg_terminate_backend(pid)"))
        answer.set()
        self.wait_until("SELECT bool_and(delivered_at IS NOT NULL) FROM meter.alerts WHERE account = 'lost 1'")
        # and while it waits
        self.sql(self.backends().format("pg_terminate_backend(pid)"))
        self.reach(800, "lost 2")
        self.assertEqual(self.posted()["account"], "lost 2")
        self.end(follower)
        self.assertTrue(self.server.posts.empty())
        self.assertIn("connecting again", self.told(follower))


class Printing(Delivery):
    def test_alerts_are_printed_as_they_come(self):
        self.reach(800, "p1", "p\x1b[2J")
        follower = self.follow("--poll", "1", webhook=False)
        self.assertRegex(follower.stdout.readline(), r"  p1  month: 80 % reached, 800 of 1,000 tokens used, 200 left, resets ")
        self.assertIn("p\\u{1b}[2J", follower.stdout.readline())
        self.reach(950, "p2")
        self.assertIn("  p2  month: 80 % ", follower.stdout.readline())
        self.assertIn("  p2  month: 95 % ", follower.stdout.readline())
        self.wait_until("SELECT count(*) FROM meter.alerts WHERE delivered_at IS NULL", "0")
        self.end(follower, by=signal.SIGINT)

    def test_a_line_is_an_object(self):
        self.reach(950, "j1")
        follower = self.follow("--json", webhook=False)
        lines = [json.loads(follower.stdout.readline()) for _ in range(2)]
        self.assertEqual([(line["account"], line["threshold"], line["cap"]) for line in lines], [("j1", 80, 1000), ("j1", 95, 1000)])
        self.assertNotIn("attempt", lines[0])
        self.end(follower)

    def test_what_nobody_reads_is_not_taken(self):
        follower = self.follow("--poll", "1", webhook=False)
        follower.stdout.close()
        self.reach(800, "unread")
        self.assertEqual(follower.wait(SECONDS_MAX), 0, self.told(follower))
        self.assertEqual([row["account"] for row in self.run_json("alerts", "take")], ["unread"])


del Delivery  # only its kinds are run
