"""Providers' answers: what the library reads of them beside the readers in SQL, and what both charge by them."""
from __future__ import annotations

import csv
import io
import json
import random
import unittest
from collections import Counter

from answers import answer, headers, provider
from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import RESPONSES
from lib.report import say
from lib.seed import seed

DATABASE = "pairs_responses"
CASES = 10_000
CHARGED = 1_000
# what only the library reads
UNREAD = ("ai_sdk", "langchain", "claude_agent", "extensions_ai", "opentelemetry", "pydantic_ai", "cohere", "ollama", "google.predict", "google.interactions", "bedrock.invoke", "bedrock.titan", "bedrock.llama",
          "lmstudio", "assemblyai", "openrouter", "mistral.ocr", "deepgram", "minimax", "replicate", "spring_ai", "llama_index", "haystack", "strands",
          "semantic_kernel", "agno", "tgi", "deepinfra", "jina", "elevenlabs", "cloudflare", "bedrock.sonic", "bedrock.log", "llama_cpp", "watsonx", "openai.transcriptions", "stream")
MODELS = [None, "gpt-4o", "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "openai/gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash", "grok-4",
          "projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5", "ft:gpt-4o:acme::a", "x" * 256]

SETUP = """
CREATE TABLE passed (number integer, name text, body jsonb, provider text, headers jsonb, model text, service_tier text, conditions text[]);
-- What a query answers, or its SQLSTATE; what only the library reads is told apart.
CREATE FUNCTION answer_of(query text, p passed) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    answer jsonb; detail text;
BEGIN
    EXECUTE query INTO answer USING p;
    RETURN answer;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
    RETURN jsonb_build_object('sqlstate', SQLSTATE, 'unread', SQLSTATE = '0A000' OR detail LIKE '%SQL edition does not read%');
END $$;
CREATE FUNCTION charged(u meter.usage_log) RETURNS jsonb LANGUAGE sql AS $$
    SELECT jsonb_build_object(
        'provider', u.provider, 'model', u.model, 'operation_id', u.operation_id, 'service_tier', u.service_tier, 'conditions', u.conditions,
        'counts', ARRAY[u.input_tokens, u.output_tokens, u.tokens, u.cache_read_tokens, u.cache_write_tokens, u.reasoning_tokens, u.audio_input_tokens,
                        u.audio_output_tokens], 'other_units', u.other_units, 'reported_cost', u.reported_cost,
        'clamped', coalesce(u.marks @> '{clamped}', false), 'metadata', u.metadata)
$$;
CREATE FUNCTION charged(account text, usage_id bigint) RETURNS jsonb LANGUAGE sql AS $$
    SELECT charged(u) || jsonb_build_object('answer', (SELECT k.idempotency_key FROM meter.idempotency_keys k WHERE k.account = $1 AND k.operation = 'answer'))
      FROM meter.usage_log u WHERE u.usage_id = $2
$$;
-- A call by the one of two models' names that has a price, as it is charged.
CREATE FUNCTION priced_name(u meter.usage_log, provider text, second text, at timestamptz) RETURNS text LANGUAGE sql AS $$
    SELECT CASE WHEN second IS NOT NULL AND u.model IS NOT NULL AND meter.goes_by_second(provider, u.model, second, u.other_units, at) THEN second
                ELSE u.model END
$$;
CREATE FUNCTION as_added(u meter.usage_log, answer text, told_model text) RETURNS jsonb LANGUAGE sql AS $$
    SELECT charged(u) || jsonb_build_object('answer', answer, 'model', priced_name(u, u.provider, told_model, u.at))
$$;
-- What the actuals of a hold make of it.
CREATE FUNCTION as_used(h meter.holds, x meter.usage_log, clamped jsonb, answer text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    x.model := coalesce(priced_name(x, coalesce(x.provider, h.provider), meter.second_name(h, x, NULL), h.at), h.model);
    x.provider := coalesce(x.provider, h.provider);
    x.operation_id := coalesce(x.operation_id, h.operation_id);
    x.service_tier := coalesce(x.service_tier, h.service_tier);
    x.conditions := nullif(x.conditions, '{}');
    x.metadata := CASE WHEN clamped IS NOT NULL THEN jsonb_build_object('clamped', clamped) END;
    RETURN charged(x) || jsonb_build_object('answer', answer);
END $$;
"""
READ = ("SELECT to_jsonb(r) FROM meter_extract_usage($1.body, $1.provider, $1.headers) r",
        "SELECT to_jsonb(r) - 'told_provider' FROM meter.read_response($1.body, $1.headers, $1.provider) r")
ADD = ("""SELECT charged('a' || $1.number, v.usage_id) FROM meter_add_response('a' || $1.number, $1.body, $1.provider, $1.model, headers => $1.headers,
              service_tier => $1.service_tier, conditions => $1.conditions) v""",
       """SELECT as_added(c.u, c.answer, c.told_model) FROM meter.call_of_response('a' || $1.number, $1.body, $1.provider, $1.model,
              NULL, NULL, NULL, NULL, NULL, NULL, false, $1.conditions, $1.service_tier, $1.headers) c""")
RESERVE = """SELECT h.hold_id FROM passed p, meter_reserve('a' || p.number, 1, model => p.model, provider => p.provider, conditions => p.conditions,
             operation_id => CASE WHEN p.number % 3 = 0 THEN 'asked' END, service_tier => coalesce(p.service_tier, 'standard')) h"""
# the hold names the provider, and the caller does so too for some
SETTLE = ("""SELECT charged(h.account, v.usage_id) FROM meter.holds h, LATERAL meter_settle(h.hold_id, response => $1.body, headers => $1.headers,
                 provider => CASE WHEN $1.number % 4 = 0 THEN $1.provider END) v WHERE h.account = 'a' || $1.number""",
          """SELECT as_used(h, a.x, a.clamped, a.answer) FROM meter.holds h, LATERAL meter.actuals_of_answer(h, $1.body, $1.headers,
                 CASE WHEN $1.number % 4 = 0 THEN $1.provider END, NULL) a WHERE h.account = 'a' || $1.number""")


class Responses(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        cls.seed = seed()
        metered_database(cls.cluster, DATABASE)
        psql(cls.cluster, SETUP + "SELECT FROM meter_set_limit('daily_tokens', 'tokens', NULL, 'day', plan => 'free');", database=DATABASE)

    def passed(self, cases: list[tuple]) -> None:
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        for number, case in enumerate(cases):
            writer.writerow([number, *case])
        psql(self.cluster, f"TRUNCATE passed;\nCOPY passed FROM STDIN (FORMAT csv);\n{written.getvalue()}\\.\n", database=DATABASE)

    def compared(self, halves: tuple[str, str]) -> Counter:
        """How many answers of which shape both halves read alike, and what the readers in SQL leave to the library."""
        library, twin = (half.replace("'", "''") for half in halves)
        # the SQL half first: it leaves nothing
        query = (f"SELECT p.number, answer_of('{twin}', p) AS twin, answer_of('{library}', p) AS library, p.* FROM passed p ORDER BY 1")
        tally, different = Counter(), []
        for _, twin, library, number, name, body, of, told, *rest in rows(self.cluster, query, DATABASE):
            twin, library = json.loads(twin or "null"), json.loads(library or "null")
            if twin and twin.get("unread"):
                shape = (library or {}).get("shape") or "error"
                streamed = body.startswith(("[", '"'))
                tally[f"only the library: {'a stream' if streamed else shape if shape.startswith(UNREAD) else 'others'}"] += 1
                if not streamed and not shape.startswith((*UNREAD, "error")):
                    different.append(f"not read: {body}\n  library: {library}")
            elif library == twin or library and twin and library.get("sqlstate", 1) == twin.get("sqlstate", 2):
                tally[(library or {}).get("shape") or (library or {}).get("sqlstate", "alike")] += 1
            else:
                different.append(f"{name} {body} of {of}, headers {told}, {rest}\n  library: {library}\n  sql:     {twin}")
        self.assertEqual(different[:5], [], f"{len(different)} differ; again: SEED={self.seed}")
        return tally

    def random_cases(self, count: int, dice: random.Random) -> list[tuple]:
        cases = []
        for _ in range(count):
            told = headers(dice)
            cases.append(("random", json.dumps(answer(dice)), provider(dice), json.dumps(told) if told else None, dice.choice(MODELS),
                          dice.choice([None, None, None, "batch", "flex", "Priority"]), dice.choice([None, None, None, "{speed:fast}", "{geo:eu,speed:slow}"])))
        return cases

    def test_random_answers_are_read_alike(self):
        self.passed(self.random_cases(CASES, random.Random(self.seed)))
        tally = self.compared(READ)
        self.assertGreater(sum(count for shape, count in tally.items() if "." in shape and "only" not in shape), CASES / 2)
        say(f"   {CASES} answers (SEED={self.seed}): " + ", ".join(f"{shape} {count}" for shape, count in tally.most_common()))

    def test_random_answers_are_charged_alike(self):
        self.passed(self.random_cases(CHARGED, random.Random(self.seed + 1)))
        tally = self.compared(ADD)
        say(f"   {CHARGED} charged (SEED={self.seed}): " + ", ".join(f"{end} {count}" for end, count in tally.most_common()))

    def test_random_answers_settle_alike(self):
        cases = [case for case in self.random_cases(CHARGED, random.Random(self.seed + 2)) if case[4] is None or len(case[4]) < 256]
        self.passed(cases)
        psql(self.cluster, "DELETE FROM meter.idempotency_keys;" + RESERVE, database=DATABASE)
        tally = self.compared(SETTLE)
        say(f"   {len(cases)} settled (SEED={self.seed}): " + ", ".join(f"{end} {count}" for end, count in tally.most_common()))

    @unittest.skipUnless(RESPONSES.exists(), "there is no ../shared/data")
    def test_recorded_answers_are_read_alike(self):
        with RESPONSES.open(encoding="utf-8") as lines:
            records = [json.loads(line) for line in lines]
        cases = []
        for record in records:
            body = json.dumps(record["body"])
            told = json.dumps(record["headers"]) if record.get("headers") else None
            if "\\u0000" not in body:  # jsonb has no place for NUL
                cases += [(record["id"], body, given, told, None, None, None) for given in (None, record["provider"])]
        self.passed(cases)
        tally = self.compared(READ)
        left = {shape: count // 2 for shape, count in tally.items() if shape.startswith("only")}
        say(f"   {len(cases) // 2 - sum(left.values())} of {len(cases) // 2} recorded answers are read in SQL; "
            + ", ".join(f"{shape} {count}" for shape, count in sorted(left.items())))


if __name__ == "__main__":
    unittest.main()
