//! Fetches a price list over HTTPS: only when it has changed, and within bounds of size and time.

use std::io::Read;

use ureq::Body;
use ureq::http::{Response, StatusCode, header};

use crate::error::Error;
use crate::http::{self, Address};
use crate::output::stages::Stages;

/// The largest list that is taken; the largest known has 5 MiB.
const BYTES_MAX: u64 = 64 << 20;
const REDIRECTS_MAX: u32 = 5;

/// What a server tells of a version of a list, to be asked by the next time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

pub enum Fetched {
    New { bytes: Vec<u8>, validators: Validators },
    Unchanged,
}

/// # Errors
/// Anything but the whole list, or the answer that it is still the one of `known`.
pub fn fetch(
    address: &Address,
    known: &Validators,
    seconds_max: u32,
    stages: &Stages,
) -> Result<Fetched, Error> {
    let failed = |reason: ureq::Error| failure(address, &reason, seconds_max);
    let mut request = http::agent(address, seconds_max, REDIRECTS_MAX).get(&address.uri);
    if let Some(etag) = &known.etag {
        request = request.header(header::IF_NONE_MATCH, etag);
    }
    if let Some(moment) = &known.last_modified {
        request = request.header(header::IF_MODIFIED_SINCE, moment);
    }
    let response = request.call().map_err(failed)?;
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED if *known != Validators::default() => return Ok(Fetched::Unchanged),
        status => return Err(refusal(address, status)),
    }
    let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let validators = Validators { etag: text(header::ETAG), last_modified: text(header::LAST_MODIFIED) };
    Ok(Fetched::New { bytes: body(address, response, seconds_max, stages)?, validators })
}

fn body(
    address: &Address,
    mut response: Response<Body>,
    seconds_max: u32,
    stages: &Stages,
) -> Result<Vec<u8>, Error> {
    let too_large = || {
        let reason = format!("it is larger than {} MiB", BYTES_MAX >> 20);
        told(address, reason, "A price list has a few MiB: check the address.")
    };
    if response.body().content_length().is_some_and(|length| length > BYTES_MAX) {
        return Err(too_large());
    }
    let mut reader = response.body_mut().as_reader();
    let mut bytes = Vec::new();
    let mut part = vec![0; 64 << 10];
    loop {
        let read = reader.read(&mut part).map_err(|error| failure(address, &error.into(), seconds_max))?;
        bytes.extend_from_slice(&part[..read]);
        if bytes.len() as u64 > BYTES_MAX {
            return Err(too_large());
        }
        if read == 0 {
            return Ok(bytes);
        }
        stages.tell(format!("fetching the list, {} KiB", bytes.len() >> 10));
    }
}

fn refusal(address: &Address, status: StatusCode) -> Error {
    let hint = match status.as_u16() {
        401 | 403 => {
            "It needs a login: https://user:password@host/…, or fetch it yourself and import from standard input."
        }
        404 | 410 => "Check the address.",
        301..=308 => "It has moved: give the address that it is at now.",
        429 | 500.. => "The prices stay as they are. Try again later.",
        _ => "Nothing was imported.",
    };
    told(address, format!("the server answered {status}"), hint)
}

fn failure(address: &Address, error: &ureq::Error, seconds_max: u32) -> Error {
    use ureq::Error as E;
    let reason = http::reason(error, seconds_max);
    let hint = match error {
        E::Timeout(_) => "--timeout gives it more; the prices stay as they are.",
        E::HostNotFound => "Check the address and the network.",
        E::TooManyRedirects => "Give the address that it ends at.",
        E::RequireHttpsOnly(_) => "A price list is fetched over https only.",
        E::BadUri(_) | E::Http(_) => "Check the address.",
        E::InvalidProxyUrl | E::ConnectProxyFailed(_) => "See HTTPS_PROXY, ALL_PROXY and NO_PROXY.",
        _ if reason.contains("certificate") => {
            "The certificate must be for that host, and signed by an authority that the system trusts, \
             or one of the file that SSL_CERT_FILE names."
        }
        _ => "The prices stay as they are. Check the address and the network, or try again later.",
    };
    told(address, reason, hint)
}

fn told(address: &Address, reason: String, hint: &'static str) -> Error {
    Error::Fetch { address: address.shown.clone(), reason, hint }
}
