"""Charges recorded responses through meter_add_tokens, each provider an account."""
from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from lib.cluster import Cluster
from lib.database import psql
from lib.recorded import COUNTS, Recorded

# The meter refuses bad input by an error; each is kept by name, and the others are charged.
CHARGE = """
CREATE TEMP TABLE recorded (id text, provider text, model text, service_tier text, input bigint,
    output bigint, cache_read bigint, cache_write bigint, reasoning bigint, audio_in bigint,
    audio_out bigint);
COPY recorded FROM STDIN (FORMAT csv);
{rows}\\.
CREATE TEMP TABLE not_charged (id text, provider text, why text);
DO $$
DECLARE
    r recorded;
    verdict record;
BEGIN
    FOR r IN SELECT * FROM recorded LOOP
        BEGIN
            SELECT allowed, reason INTO STRICT verdict FROM meter_add_tokens(r.provider, r.input,
                r.output, provider => r.provider, model => r.model, operation_id => r.id,
                service_tier => r.service_tier, cache_read_tokens => r.cache_read,
                cache_write_tokens => r.cache_write, reasoning_tokens => r.reasoning,
                audio_input_tokens => r.audio_in, audio_output_tokens => r.audio_out);
            IF NOT verdict.allowed THEN
                INSERT INTO not_charged VALUES (r.id, r.provider, verdict.reason);
            END IF;
        EXCEPTION WHEN invalid_parameter_value THEN
            INSERT INTO not_charged VALUES (r.id, r.provider, SQLERRM);
        END;
    END LOOP;
END $$;
SELECT * FROM not_charged;
"""


@dataclass(frozen=True)
class NotCharged:
    id: str
    provider: str
    why: str


def charge(cluster: Cluster, responses: list[Recorded],
           database: str = "postgres") -> list[NotCharged]:
    """Charges all of them; answers those that the meter would not take, and why."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    for response in responses:
        writer.writerow([response.id, response.provider, response.model, response.service_tier,
                         *(response.usage[name] for name in COUNTS)])
    printed = psql(cluster, CHARGE.format(rows=written.getvalue()), "--csv", "--tuples-only",
                   database=database)
    return [NotCharged(*row) for row in csv.reader(io.StringIO(printed))]
