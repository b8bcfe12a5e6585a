//! How a server's certificate is looked at: not at all, or against roots.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::error::Error;

/// Checks the handshake's signature always, since SCRAM's channel binding rests on the server holding the key of
/// the certificate it shows; and whose certificate it is when there is something to trust.
#[derive(Debug)]
pub struct Verifier {
    provider: Arc<CryptoProvider>,
    /// `None` encrypts to whoever answers (`prefer`, `require`).
    trust: Option<Trust>,
}

/// A chain to a root (`verify-ca`), and the host's name (`verify-full`).
#[derive(Debug)]
struct Trust {
    chain: Arc<WebPkiServerVerifier>,
    /// Certificates of the root file. A server whose own certificate is among them is trusted without a chain:
    /// the usual self-signed certificate is marked as an authority, which a chain may not end in.
    pinned: Vec<CertificateDer<'static>>,
    check_name: bool,
}

impl Verifier {
    pub fn unverified(provider: &Arc<CryptoProvider>) -> Self {
        Self { provider: Arc::clone(provider), trust: None }
    }

    /// # Errors
    /// Roots that no verifier can be built from.
    pub fn trusting(
        roots: RootCertStore,
        pinned: Vec<CertificateDer<'static>>,
        check_name: bool,
        provider: &Arc<CryptoProvider>,
    ) -> Result<Self, Error> {
        let chain = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider))
            .build()
            .map_err(|error| Error::Tls(error.to_string()))?;
        Ok(Self { provider: Arc::clone(provider), trust: Some(Trust { chain, pinned, check_name }) })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let trusted = Ok(ServerCertVerified::assertion());
        let Some(trust) = &self.trust else {
            return trusted;
        };
        if trust.pinned.contains(&end_entity.clone().into_owned()) {
            if trust.check_name {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            }
            return trusted;
        }
        // the name is looked at last, so an error about it means that the chain is good
        match trust.chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) if !trust.check_name => trusted,
            result => result,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
