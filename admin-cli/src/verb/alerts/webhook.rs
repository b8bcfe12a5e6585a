//! Alerts by POST, each signed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use ring::hmac;
use ureq::Agent;
use ureq::http::{HeaderMap, StatusCode, header};

use super::destination::{Sent, without_attempt};
use crate::cli::DeliverArgs;
use crate::error::Error;
use crate::http::{self, Address};
use crate::output::Record;

const SECRET: &str = "TOKEN_METER_WEBHOOK_SECRET";

pub struct Webhook {
    address: Address,
    agent: Agent,
    key: hmac::Key,
    seconds_max: u32,
}

impl Webhook {
    /// # Errors
    /// An address that is none, or no secret to sign with.
    pub fn new(address: &str, args: &DeliverArgs) -> Result<Self, Error> {
        let address = Address::parse(address, "a webhook is called", "https://example.com/webhook")?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret(args.secret_file.as_deref())?.as_bytes());
        let agent = http::agent(&address, args.timeout, 0);
        Ok(Self { address, agent, key, seconds_max: args.timeout })
    }

    pub fn send(&self, alert: &Record) -> Result<Sent, Error> {
        let id = id(alert);
        let body = serde_json::to_string(&body(&id, alert))?;
        let now = seconds_since_epoch();
        let request = self
            .agent
            .post(&self.address.uri)
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", id)
            .header("Meter-Signature", signature(&self.key, now, &body));
        Ok(match request.send(body.as_bytes()) {
            Ok(response) => outcome(response.status(), response.headers(), now),
            Err(error) => Sent::Later { failure: http::reason(&error, self.seconds_max), after: None },
        })
    }
}

fn secret(file: Option<&str>) -> Result<String, Error> {
    let (text, from) = match file {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|source| Error::Secret { path: path.to_owned(), source })?;
            (text, "the file of --secret-file is empty")
        }
        None => (std::env::var(SECRET).unwrap_or_default(), "a webhook needs a secret to sign with"),
    };
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.trim().is_empty() {
        return Err(Error::usage(from, format!("Set {SECRET}, or name a file with --secret-file.")));
    }
    Ok(secret.to_owned())
}

fn seconds_since_epoch() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or_default()
}

/// Stays the same however often an alert is sent, and differs from those of other databases: they number theirs alike.
fn id(alert: &Record) -> String {
    let raised = DateTime::parse_from_rfc3339(&alert.text("at")).map(|at| at.timestamp_micros());
    format!("meter-alert-{}-{}", alert.text("alert_id"), raised.unwrap_or_default())
}

fn body(id: &str, alert: &Record) -> Record {
    let start = Record::default().with("id", id).with("type", "meter.alert");
    without_attempt(alert).values().fold(start, |body, (column, value)| body.with(column, value.clone()))
}

/// With the moment, so that a request which was caught cannot be sent again much later.
fn signature(key: &hmac::Key, seconds: i64, body: &str) -> String {
    let tag = hmac::sign(key, format!("{seconds}.{body}").as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={hex}")
}

fn outcome(status: StatusCode, headers: &HeaderMap, now: i64) -> Sent {
    let failure = format!("the webhook answered {status}");
    match status.as_u16() {
        200..=299 => Sent::Accepted,
        300..=399 => Sent::Refused(format!("{failure}, and redirects are not followed")),
        408 | 429 | 500.. => {
            let after = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
            Sent::Later { failure, after: after.and_then(|after| retry_after(after, now)) }
        }
        _ => Sent::Refused(failure),
    }
}

/// Seconds, or a moment.
fn retry_after(text: &str, now: i64) -> Option<Duration> {
    let moment = || Some(DateTime::parse_from_rfc2822(text.trim()).ok()?.timestamp() - now);
    let seconds = text.trim().parse::<i64>().ok().or_else(moment)?;
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ring::hmac;

    use super::{id, retry_after, signature};

    #[test]
    fn signed_as_anybody_can_check() {
        // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"secret");
        assert_eq!(
            signature(&key, 1_700_000_000, "{\"a\":1}"),
            "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686"
        );
    }

    #[test]
    fn an_alert_has_one_id_in_every_time_zone() {
        let at = |at: &str| format!("{{\"alert_id\": 7, \"at\": \"{at}\", \"attempt\": 3}}");
        let ids = ["2026-05-10T12:00:00.5+00:00", "2026-05-10T14:00:00.5+02:00"]
            .map(|moment| id(&serde_json::from_str(&at(moment)).unwrap_or_default()));
        assert_eq!(ids, ["meter-alert-7-1778414400500000"; 2]);
    }

    #[test]
    fn a_pause_in_seconds_or_until_a_moment() {
        let now = 1_445_412_480; // Wed, 21 Oct 2015 07:28:00 GMT
        assert_eq!(retry_after("120", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:27:00 GMT", now), None);
        assert_eq!(retry_after("-5", now), None);
        assert_eq!(retry_after("soon", now), None);
    }
}
