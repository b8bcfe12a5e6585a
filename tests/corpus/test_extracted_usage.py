"""Recorded answers of providers, handed over as an app has them: the usage that SQL reads of them, and what is charged."""
from __future__ import annotations

import csv
import io
import json
import unittest

from lib import under_test
from lib.database import metered_database, psql, rows
from lib.layout import RESPONSES
from lib.report import say

DATABASE = "extracted"
FIELDS = {"input": "input_tokens", "output": "output_tokens", "cache_read": "cache_read_tokens",
          "cache_write": "cache_write_tokens", "reasoning": "reasoning_tokens", "audio_in": "audio_input_tokens",
          "audio_out": "audio_output_tokens", "cache_write_1h": "(other_units)"}

LOAD = """
SELECT FROM meter_set_plan('recordings');
SELECT FROM meter_set_limit('tokens', 'tokens', NULL, 'never', plan => 'recordings');
SELECT FROM meter_set_account('recorded', plan => 'recordings');
CREATE TABLE answers (id text, provider text, body jsonb);
COPY answers FROM STDIN (FORMAT csv);
{rows}\\.
"""
READ = """
SELECT id, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens, audio_input_tokens,
       audio_output_tokens, coalesce(other_units ->> 'cache_write_1h', '0') FROM answers, LATERAL meter_extract_usage(body)
"""
# several answers in one text are read, but not charged as one
CHARGE = """
SELECT count(*) FROM answers a CROSS JOIN LATERAL meter_extract_usage(a.body) said
 CROSS JOIN LATERAL meter_add_response('recorded', a.body, provider => a.provider, operation_id => a.id) verdict
 WHERE said.input_tokens IS NOT NULL AND said.output_tokens IS NOT NULL AND said.answers = 1 AND verdict.allowed
"""


def records() -> list[dict]:
    with RESPONSES.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [record for record in found if record["expected"] is not None and "ambiguous" not in record["flags"]]


def body(record: dict) -> str:
    """As jsonb: a stream is a string; where only the headers report, they come with it."""
    answer = record["body"]
    if record["note"] == "from response headers only":
        answer = {"headers": record["headers"], "body": answer}
    return json.dumps(answer)


@unittest.skipUnless(RESPONSES.exists(), "there is no ../shared/data")
class ExtractedUsage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = under_test.cluster()
        metered_database(cls.cluster, DATABASE)
        # jsonb has no place for NUL
        cls.records = [record for record in records() if "\\u0000" not in body(record)]
        written = io.StringIO()
        writer = csv.writer(written, lineterminator="\n")
        for record in cls.records:
            writer.writerow([record["id"], record["provider"], body(record)])
        psql(cls.cluster, LOAD.format(rows=written.getvalue()), database=DATABASE)

    def test_every_count_is_the_recorded_one_without_a_hint(self):
        read = {row[0]: dict(zip(FIELDS, row[1:])) for row in rows(self.cluster, READ, DATABASE)}
        different = []
        for record in self.records:
            counts = record["expected"]
            for name in FIELDS:
                count = counts.get(name)
                if count is not None and read[record["id"]][name] != str(count):
                    different.append(f"{record['provider']} {record['id']} {name}: {read[record['id']][name]}, not {count}")
        self.assertEqual(different, [])
        self.assertGreater(len(self.records), 900)
        say(f"   {len(self.records)} answers read exactly, without a hint")

    def test_what_is_said_is_what_is_charged(self):
        charged = int(rows(self.cluster, CHARGE, DATABASE)[0][0])
        self.assertGreater(charged, 900)
        self.assertEqual(rows(self.cluster, "SELECT a.id FROM answers a CROSS JOIN LATERAL meter_extract_usage(a.body) e"
                              " JOIN meter.usage_log u ON u.operation_id = a.id"
                              " WHERE (u.input_tokens, u.output_tokens) <> (e.input_tokens, e.output_tokens)", DATABASE), [])
        self.assertEqual(rows(self.cluster, "SELECT * FROM meter_verify()", DATABASE), [])
        bills = rows(self.cluster, "SELECT count(*) FROM meter.usage_log WHERE reported_cost IS NOT NULL", DATABASE)
        say(f"   {charged} answers charged, {bills[0][0]} of them with the provider's own bill beside")
