//! The URL form of a connection string: `postgresql://user:password@host:port,host:port/dbname?key=value`.

type Pairs = Vec<(String, String)>;

/// Reads what follows `postgresql://`.
///
/// # Errors
/// A reason that quotes nothing of the URL.
pub fn parse(rest: &str) -> Result<Pairs, String> {
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, dbname) = rest.split_once('/').unwrap_or((rest, ""));
    if dbname.contains('@') || query.contains('@') {
        return Err(
            "an @ after the host must be percent-encoded, and so must / and ? in a password".to_owned()
        );
    }
    let (userinfo, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = userinfo.split_once(':').unwrap_or((userinfo, ""));

    let mut pairs = Pairs::new();
    push(&mut pairs, "user", user)?;
    push(&mut pairs, "password", password)?;
    push_hosts(&mut pairs, hosts)?;
    push(&mut pairs, "dbname", dbname)?;
    for part in query.split('&').filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').ok_or("a parameter after the ? has no value")?;
        pairs.push((decode(key)?, decode(value)?));
    }
    Ok(pairs)
}

fn push(pairs: &mut Pairs, key: &str, value: &str) -> Result<(), String> {
    if !value.is_empty() {
        pairs.push((key.to_owned(), decode(value)?));
    }
    Ok(())
}

/// `host:port,[::1]:port,%2Fsocket%2Fdir`: as libpq, one list of hosts and one of ports.
fn push_hosts(pairs: &mut Pairs, hosts: &str) -> Result<(), String> {
    let (mut names, mut ports) = (Vec::new(), Vec::new());
    for host in hosts.split(',').filter(|_| !hosts.is_empty()) {
        let (name, port) = match host.strip_prefix('[') {
            Some(v6) => {
                let (name, after) = v6.split_once(']').ok_or("an IPv6 address has no closing ]")?;
                (name, after.strip_prefix(':').unwrap_or(after))
            }
            None => host.split_once(':').unwrap_or((host, "")),
        };
        if !port.is_empty() && port.parse::<u16>().is_err() {
            return Err("a port is not a number from 1 to 65535".to_owned());
        }
        names.push(decode(name)?);
        ports.push(port);
    }
    if names.iter().any(|name| !name.is_empty()) {
        pairs.push(("host".to_owned(), names.join(",")));
    }
    if ports.iter().any(|port| !port.is_empty()) {
        pairs.push(("port".to_owned(), ports.join(",")));
    }
    Ok(())
}

fn decode(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'%' {
            bytes.push(*byte);
            continue;
        }
        let hex = rest.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let decoded = hex.and_then(|pair| u8::from_str_radix(pair, 16).ok()).filter(|byte| *byte != 0);
        bytes.push(decoded.ok_or("a % is not followed by two hexadecimal digits")?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 after percent-decoding".to_owned())
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn read(text: &str) -> Vec<(String, String)> {
        parse(text).unwrap_or_default()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn everything_may_be_missing() {
        assert_eq!(read(""), pairs(&[]));
        assert_eq!(read("/db"), pairs(&[("dbname", "db")]));
        assert_eq!(read("host"), pairs(&[("host", "host")]));
        assert_eq!(read("me@"), pairs(&[("user", "me")]));
    }

    #[test]
    fn sockets_lists_and_ipv6() {
        assert_eq!(
            read("%2Fvar%2Frun:5433/db"),
            pairs(&[("host", "/var/run"), ("port", "5433"), ("dbname", "db")])
        );
        assert_eq!(read("/db?host=/tmp"), pairs(&[("dbname", "db"), ("host", "/tmp")]));
        assert_eq!(read("[::1]:5433"), pairs(&[("host", "::1"), ("port", "5433")]));
        assert_eq!(read("a:1,b"), pairs(&[("host", "a,b"), ("port", "1,")]));
    }

    #[test]
    fn a_password_may_hold_anything_that_is_encoded() {
        let expected = pairs(&[("user", "me"), ("password", "a@b:c/é"), ("host", "h")]);
        assert_eq!(read("me:a%40b%3ac%2F%C3%A9@h"), expected);
        assert_eq!(read("me:a@b@h")[1].1, "a@b");
    }

    #[test]
    fn what_is_wrong_is_refused() {
        for text in ["h:x/db", "[::1/db", "h/db?sslmode", "h/%4", "h/%00", "h/%ff"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
