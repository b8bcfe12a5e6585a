"""What the tests of alerts --webhook and --follow share: plans with thresholds, a receiver, and followers."""

import hashlib
import hmac
import json
import signal
import subprocess
import tempfile
import threading
import time

from list_server import serve
from support import PROGRAM, CliTest, environment

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

    def deliver(self, *args, code=0, url=None, run=None, **more):
        """What is due, once."""
        env = {"TOKEN_METER_WEBHOOK_SECRET": SECRET, "DATABASE_URL": url or self.url}
        return (run or self.run_cli)("alerts", "--webhook", self.address, *args, code=code, **(env | NO_PROXY | more))

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
