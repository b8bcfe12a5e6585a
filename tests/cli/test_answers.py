"""estimate, extract and add-response: what a call will cost, what an answer says, and its charge."""

import os
import tempfile

from support import EDITION, CliTest

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
ANSWER, STREAM = os.path.join(DATA, "answer.json"), os.path.join(DATA, "stream.txt")
BROKEN = 'data: {"object":"chat.completion.chunk","model":"gpt-4o","choices":[{"delta":{"content":"Hel"}}]}\n\n'


class Scratch(CliTest):
    def file(self, content):
        file = tempfile.NamedTemporaryFile("w" if isinstance(content, str) else "wb")
        self.addCleanup(file.close)
        file.write(content)
        file.flush()
        return file.name


class Estimating(Scratch):
    def test_tokens_and_their_price(self):
        told = self.run_json("estimate", "claude-sonnet-4-5", "--text", "x" * 4000, "--output", "500", "--provider", "anthropic")
        # a quarter of the characters at 3 USD a million, and 500 at 15
        self.assertEqual(told, {"input_tokens": "1000", "output_tokens": "500", "cost": "0.0105"})
        shown = self.run_cli("estimate", "claude-sonnet-4-5", "--text", "x" * 4000, "--output", "500", "--provider", "anthropic").stdout
        self.assertRegex(shown, r"(?m)^input_tokens +1,000$")
        self.assertRegex(shown, r"(?m)^cost +0.0105 USD$")

    def test_an_encoding_that_is_known_counts(self):
        told = self.run_json("estimate", "gpt-4o", "--text", "[1, 2, 3, 4, 5, 6, 7, 8]", "--provider", "openai")
        self.assertEqual(told["input_tokens"], "6" if EDITION else "24")

    def test_a_file_or_standard_input(self):
        args = ["--provider", "anthropic"]
        for told in (self.run_json("estimate", "claude-sonnet-4-5", self.file("é" * 400), *args),
                     self.run_json("estimate", "claude-sonnet-4-5", "-", *args, stdin="é" * 400)):
            self.assertEqual(told["input_tokens"], "100")
        self.assertIn("is no text", self.run_cli("estimate", "m", self.file(b"\xff\xfe"), code=2).stderr)
        self.assertIn("standard input", self.run_cli("estimate", "m", "/no/such", code=2).stderr)
        self.run_cli("estimate", "m", code=2)
        self.run_cli("estimate", "m", "x", "--text", "y", code=2)

    def test_tier_moment_and_conditions_are_those_of_the_price(self):
        args = ["estimate", "gpt-4o-mini", "--text", "", "--output", "1000000", "--provider", "openai"]
        self.assertEqual(self.run_json(*args)["cost"].rstrip("0"), "0.6")
        self.assertEqual(self.run_json(*args, "--service-tier", "batch")["cost"].rstrip("0"), "0.3")
        self.run_cli("pricing", "set", "openai", "gpt-4o-mini", "factor:speed:fast", "2", "--from", "2100-01-01")
        dated = self.run_json(*args, "--condition", "speed:fast", "--at", "2100-01-02")
        self.assertEqual((dated["cost"].rstrip("0"), self.run_json(*args, "--condition", "speed:fast")["cost"].rstrip("0")), ("1.2", "0.6"))

    def test_whether_an_account_may_make_the_call(self):
        self.run_cli("add", "eve", "39000")
        may = self.run_json("estimate", "claude-sonnet-4-5", "--text", "x" * 2000, "--output", "500", "--account", "eve")
        self.assertEqual((may["allowed"], may["remaining"], may["input_tokens"]), (True, "1000", "500"))
        not_so = self.run_json("estimate", "claude-sonnet-4-5", "--text", "x" * 2000, "--output", "501", "--account", "eve", code=1)
        self.assertEqual((not_so["allowed"], not_so["reason"], not_so["limit_name"]), (False, "over_limit", "daily_tokens"))
        self.assertRegex(self.run_cli("estimate", "claude-sonnet-4-5", "--text", "x", "--account", "eve").stdout, r"remaining +1,000 tokens")
        self.assertEqual(self.sql("SELECT count(*) FROM meter.usage_log WHERE account = 'eve'"), "1")


class Extracting(Scratch):
    def test_a_body(self):
        told = self.run_json("extract", ANSWER)
        self.assertEqual({name: told[name] for name in ("model", "input_tokens", "output_tokens", "cache_read_tokens", "shape", "complete", "response_id")},
                         {"model": "gpt-4o-mini-2024-07-18", "input_tokens": "1200", "output_tokens": "300", "cache_read_tokens": "1024",
                          "shape": "openai.chat", "complete": True, "response_id": "chatcmpl-1"})
        self.assertIsNone(told["audio_input_tokens"])  # it is not said, and not 0
        with open(ANSWER, encoding="utf-8") as body:
            shown = self.run_cli("extract", "--provider", "openai", stdin=body.read()).stdout
        self.assertRegex(shown, r"(?m)^input_tokens +1,200$")
        self.assertNotIn("audio", shown)

    def test_a_stream(self):
        if EDITION:
            told = self.run_cli("extract", STREAM, code=2).stderr
            self.assertIn("the SQL edition reads no streams", told)
            self.assertRegex(told, "HINT:  .*install the extension")
            return
        told = self.run_json("extract", STREAM)
        self.assertEqual((told["input_tokens"], told["output_tokens"], told["complete"]), ("1000", "200", True))
        broken = self.run_cli("extract", stdin=BROKEN, code=4).stdout
        self.assertIn("broke off before it said what was used", broken)
        self.assertIsNone(self.run_json("extract", stdin=BROKEN, code=4)["input_tokens"])

    def test_an_answer_that_says_nothing(self):
        told = self.run_cli("extract", stdin='{"error": {"message": "no credit left", "type": "insufficient_quota"}}', code=4).stdout
        self.assertIn("no credit left", told)
        self.assertIn("nothing was used", told)
        self.assertIn("neither JSON nor text", self.run_cli("extract", self.file(b"\x89PNG\0\xff"), code=2).stderr)
        self.assertIn("standard input", self.run_cli("extract", "/no/such", code=2).stderr)

    def test_headers_as_curl_writes_them_or_as_an_object(self):
        # LiteLLM's gateway tells its bill in a header alone
        curl = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nX-LiteLLM-Response-Cost: 0.0125\r\nDate: Sun, 10 May 2026 12:00:00 GMT\r\n\r\n"
        for headers in (curl, '{"x-litellm-response-cost": "0.0125"}'):
            told = self.run_json("extract", ANSWER, "--headers", self.file(headers))
            self.assertEqual(told["reported_cost"].rstrip("0"), "0.0125")
        self.assertIn("curl -D", self.run_cli("extract", ANSWER, "--headers", self.file("nothing"), code=2).stderr)
        self.assertIn("cannot both", self.run_cli("extract", "--headers", "-", code=2).stderr)


class Charging(Scratch):
    def test_what_an_answer_says_is_charged(self):
        told = self.run_json("add-response", "ann", ANSWER, "--provider", "openai", "--operation", "chat", "--session-id", "s1",
                             "--metadata", '{"feature": "story"}')
        # 176 at 0.15, 1024 cached at 0.075, 300 at 0.6 USD a million
        self.assertEqual((told["tokens"], told["cost"].rstrip("0")), ("1500", "0.0002832"))
        row = self.sql("SELECT operation_id, session_id, operation, metadata ->> 'feature', provider FROM meter.usage_log WHERE account = 'ann'")
        self.assertEqual(row, "chatcmpl-1|s1|chat|story|openai")

    def test_a_key_charges_once(self):
        args = ["add-response", "bea", ANSWER, "--idempotency-key", "k"]
        self.assertEqual(self.run_json(*args), self.run_json(*args))
        self.assertEqual(self.sql("SELECT count(*) FROM meter.usage_log WHERE account = 'bea'"), "1")
        again = self.run_json("add-response", "bea", ANSWER)
        self.assertEqual((again["allowed"], again["duplicate"]), (True, True))

    def test_it_is_recorded_whatever_the_limits_say_or_refused_if_asked(self):
        self.run_cli("add", "cid", "39900")
        refused = self.run_json("add-response", "cid", ANSWER, "--enforce", code=1)
        self.assertEqual((refused["allowed"], refused["reason"]), (False, "over_limit"))
        self.assertEqual(self.run_json("add-response", "cid", ANSWER)["used"], "41400")

    def test_tier_moment_and_headers(self):
        with open(ANSWER, encoding="utf-8") as body:
            untold = body.read().replace('"service_tier": "default"', '"system_fingerprint": "fp"')
        told = self.run_json("add-response", "dan", self.file(untold), "--provider", "openai", "--service-tier", "batch", "--at",
                             self.sql("SELECT now() - interval '1 minute'"))
        self.assertEqual(self.sql(f"SELECT service_tier FROM meter.usage_log WHERE usage_id = {told['usage_id']}"), "batch")
        billed = self.run_json("add-response", "dan", ANSWER, "--headers", self.file('{"x-litellm-response-cost": "0.0125"}'))
        self.assertEqual((billed["cost"].rstrip("0"), billed["price_match"]), ("0.0125", "reported"))

    def test_a_stream_is_charged_by_its_last_event(self):
        if EDITION:
            self.assertIn("reads no streams", self.run_cli("add-response", "fay", STREAM, code=2).stderr)
            return
        self.assertEqual(self.run_json("add-response", "fay", STREAM, "--provider", "openai")["tokens"], "1200")
        told = self.run_cli("add-response", "fay", code=2, stdin=BROKEN).stderr
        self.assertIn("SQLSTATE:  22023", told)
        self.assertEqual(self.sql("SELECT count(*) FROM meter.usage_log WHERE account = 'fay'"), "1")

    def test_a_call_of_counts_takes_conditions_and_a_bill(self):
        self.run_cli("pricing", "set", "acme", "m", "input", "1")
        self.run_cli("pricing", "set", "acme", "m", "factor:speed:fast", "3")
        fast = self.run_json("add", "gus", "1000", "--model", "m", "--provider", "acme", "--condition", "speed:fast")
        self.assertEqual(fast["cost"].rstrip("0"), "0.003")
        self.assertEqual(self.run_json("cost", "m", "1000", "--provider", "acme", "--condition", "speed:fast")["cost"].rstrip("0"), "0.003")
        billed = self.run_json("add", "gus", "1000", "--model", "m", "--provider", "acme", "--reported-cost", "0.42")
        self.assertEqual((billed["cost"].rstrip("0"), billed["price_match"]), ("0.42", "reported"))
