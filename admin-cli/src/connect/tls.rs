//! `sslmode` and `sslrootcert` as libpq means them, on rustls.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::defaults;
use super::params::Params;
use super::verifier::Verifier;
use crate::error::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Disable,
    /// Encrypt when the server can, and do not look at its certificate.
    Prefer,
    /// Encrypt, and look at the certificate only when a root certificate is there.
    Require,
    /// The certificate must be signed by a trusted root.
    VerifyCa,
    /// The same, and it must be for that host name.
    VerifyFull,
}

pub struct TlsOptions {
    pub mode: Mode,
    roots: Roots,
}

enum Roots {
    /// No certificate is looked at.
    None,
    File(String),
    /// What the operating system trusts.
    System,
}

impl TlsOptions {
    /// Takes `sslmode` and `sslrootcert` out of the parameters, which `postgres` would not understand.
    pub fn take_from(params: &mut Params) -> Result<Self, Error> {
        let mode = params.take("sslmode");
        let root = params.take("sslrootcert");
        if params.only_sockets() {
            return Ok(Self { mode: Mode::Disable, roots: Roots::None });
        }
        let home_root =
            defaults::home().map(|home| home.join(".postgresql/root.crt")).filter(|path| path.exists());
        let root = root.or_else(|| home_root.map(|path| path.to_string_lossy().into_owned()));
        Self::new(mode.as_deref(), root)
    }

    fn new(mode: Option<&str>, root: Option<String>) -> Result<Self, Error> {
        let system = root.as_deref() == Some("system");
        let mode = match mode {
            None if system => Mode::VerifyFull,
            None | Some("prefer" | "allow") => Mode::Prefer,
            Some("disable") => Mode::Disable,
            Some("require") => Mode::Require,
            Some("verify-ca") => Mode::VerifyCa,
            Some("verify-full") => Mode::VerifyFull,
            Some(_) => {
                return Err(Error::usage(
                    "sslmode is not one that is known",
                    "Use disable, prefer, require, verify-ca or verify-full.",
                ));
            }
        };
        if system && mode != Mode::VerifyFull {
            return Err(Error::usage(
                "sslrootcert=system needs sslmode=verify-full",
                "Anyone can have a certificate \
                 that the system trusts; only the host name tells whose it is.",
            ));
        }
        Ok(match (mode, root) {
            (Mode::Disable | Mode::Prefer, _) | (Mode::Require, None) => Self { mode, roots: Roots::None },
            (Mode::Require, Some(file)) => Self { mode: Mode::VerifyCa, roots: Roots::File(file) },
            (_, Some(file)) if !system => Self { mode, roots: Roots::File(file) },
            _ => Self { mode, roots: Roots::System },
        })
    }

    /// # Errors
    /// Root certificates that cannot be read.
    pub fn connector(&self) -> Result<MakeRustlsConnect, Error> {
        let provider = Arc::new(ring::default_provider());
        let verifier = self.verifier(&provider)?;
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::Tls(error.to_string()))?
            .dangerous() // rustls's word for any verifier of one's own
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        config.alpn_protocols = vec![b"postgresql".to_vec()];
        Ok(MakeRustlsConnect::new(config))
    }

    fn verifier(&self, provider: &Arc<CryptoProvider>) -> Result<Verifier, Error> {
        let certificates = match &self.roots {
            Roots::None => return Ok(Verifier::unverified(provider)),
            Roots::File(file) => read_file(Path::new(file))?,
            Roots::System => rustls_native_certs::load_native_certs().certs,
        };
        let mut store = RootCertStore::empty();
        let (added, _) = store.add_parsable_certificates(certificates.iter().cloned());
        if added == 0 {
            return Err(Error::Tls("there is no usable root certificate (see sslrootcert)".to_owned()));
        }
        // a system store holds thousands of authorities, a file may hold the server's own certificate
        let pinned = if matches!(self.roots, Roots::File(_)) { certificates } else { Vec::new() };
        Verifier::trusting(store, pinned, self.mode == Mode::VerifyFull, provider)
    }
}

fn read_file(path: &Path) -> Result<Vec<CertificateDer<'static>>, Error> {
    let unreadable =
        |reason: String| Error::Tls(format!("root certificate \"{}\": {reason}", path.display()));
    let certificates = CertificateDer::pem_file_iter(path).map_err(|error| unreadable(error.to_string()))?;
    certificates.collect::<Result<Vec<_>, _>>().map_err(|error| unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{Mode, Roots, TlsOptions};

    fn mode(mode: Option<&str>, root: Option<&str>) -> Option<Mode> {
        TlsOptions::new(mode, root.map(str::to_owned)).ok().map(|options| options.mode)
    }

    #[test]
    fn modes_are_those_of_libpq() {
        assert_eq!(mode(None, None), Some(Mode::Prefer));
        assert_eq!(mode(Some("require"), None), Some(Mode::Require));
        assert_eq!(mode(Some("require"), Some("/r.crt")), Some(Mode::VerifyCa));
        assert_eq!(mode(None, Some("system")), Some(Mode::VerifyFull));
        assert_eq!(mode(Some("require"), Some("system")), None);
        assert_eq!(mode(Some("verify_full"), None), None);
    }

    #[test]
    fn verification_without_a_file_trusts_the_system() {
        let options = TlsOptions::new(Some("verify-full"), None).ok();
        assert!(options.is_some_and(|options| matches!(options.roots, Roots::System)));
    }
}
