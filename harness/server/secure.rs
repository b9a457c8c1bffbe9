//! The same routes over TLS, with a certificate that an authority of this run alone has signed. Its key is never written.

use std::net::{Ipv4Addr, SocketAddr};

use axum::Router;
use axum_server::tls_rustls::{RustlsConfig, from_tcp_rustls};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose, PublicKeyData as _};
use sha2::{Digest as _, Sha256};
use tokio::task::JoinHandle;

use crate::error::{Error, Result};

/// Who vouches for the server, and what the server shows.
#[derive(Debug)]
pub(super) struct Authority {
    /// Its certificate, to be installed where the host trusts no other.
    pub(super) pem: String,
    /// SHA-256 of the server's public key, in base64: what a browser is told to trust.
    pub(super) pin: String,
    chain: Vec<Vec<u8>>,
    key: Vec<u8>,
}

/// A listener with TLS that answers until it is dropped.
#[derive(Debug)]
pub(super) struct Secure {
    pub(super) address: SocketAddr,
    accepting: JoinHandle<()>,
}

impl Authority {
    pub(super) fn new() -> Result<Self> {
        Self::made().map_err(|error| Error::new("authority-not-made", format!("failed to make the certificate of this run: {error}"), "this is a fault of minicert: report it"))
    }

    fn made() -> std::result::Result<Self, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "minicert, for one run");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let leaf = CertificateParams::new(["127.0.0.1".to_owned(), "localhost".to_owned()])?.signed_by(&key, &issuer)?;
        Ok(Self {
            pem: issuer.pem(),
            pin: STANDARD.encode(Sha256::digest(key.subject_public_key_info())),
            chain: vec![leaf.der().to_vec(), issuer.der().to_vec()],
            key: key.serialize_der(),
        })
    }

    /// Binds to a free port of the loopback interface and begins to answer.
    pub(super) async fn serve(&self, router: Router) -> Result<Secure> {
        let failed = |error: std::io::Error| Error::new("server-not-started", format!("failed to listen with TLS on 127.0.0.1: {error}"), "see that the loopback interface is up");
        let config = RustlsConfig::from_der(self.chain.clone(), self.key.clone()).await.map_err(failed)?;
        let mut settings = (*config.get_inner()).clone();
        // One version for both servers: what a case observes of the connection is the same on each.
        settings.alpn_protocols = vec![b"http/1.1".to_vec()];
        let config = RustlsConfig::from_config(settings.into());
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let server = from_tcp_rustls(listener, config).map_err(failed)?;
        let accepting = tokio::spawn(async move {
            // Serving ends with the task; an error of one connection ends that connection alone.
            let _ = server.serve(router.into_make_service()).await;
        });
        Ok(Secure { address, accepting })
    }
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
