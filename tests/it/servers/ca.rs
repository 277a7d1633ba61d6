//! A private CA, and a certificate of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// Makes a CA, writes its certificate into `folder`, and gives a server certificate of it for `host`.
pub(crate) fn certified(folder: &Path, host: &str) -> (PathBuf, TlsAcceptor) {
    let (file, certificate, key) = issue(folder, host);
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    (file, TlsAcceptor::from(Arc::new(config)))
}

/// The same as files for a server that is a program: `ca.pem`, `server.pem` and `server.key`. Gives the first.
pub(crate) fn certified_files(folder: &Path, host: &str) -> PathBuf {
    let (file, certificate, key) = issue(folder, host);
    std::fs::write(folder.join("server.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
    file
}

fn issue(folder: &Path, host: &str) -> (PathBuf, Certificate, KeyPair) {
    let ca_key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca = params.self_signed(&ca_key).unwrap();
    let file = folder.join("ca.pem");
    std::fs::write(&file, ca.pem()).unwrap();

    let key = KeyPair::generate().unwrap();
    let issuer = Issuer::new(params, ca_key);
    let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    (file, certificate, key)
}
