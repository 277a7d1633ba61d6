//! How the house reaches a server: a name and a port in, a stream out.
//!
//! Mailbox and delivery are handed a [`Dial`], so that scripted servers and in-memory servers need no branch in
//! the code. TLS is laid over whatever stream it gave.

use std::fmt;
use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls_platform_verifier::Verifier;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

/// A connection, whatever it runs over.
pub trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin + fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin + fmt::Debug> Stream for T {}

/// A connection that is being made.
pub type Dialing<'a> = Pin<Box<dyn Future<Output = io::Result<Box<dyn Stream>>> + Send + 'a>>;

/// Reaches servers.
pub trait Dial: Send + Sync + fmt::Debug {
    /// Connects to `host` at `port`; no TLS yet.
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> Dialing<'a>;
}

/// How a connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; a server that does not offer it is refused.
    StartTls,
    /// None: for a server on the same machine.
    None,
}

/// The network of this machine.
#[derive(Debug)]
pub struct Network;

/// Zammad's own limit; a server that answers slower than this is down.
const CONNECT: Duration = Duration::from_secs(45);

/// NATs forget a silent connection after a few minutes, some after one: IDLE would be dead without anybody noticing.
const KEEPALIVE_AFTER: Duration = Duration::from_mins(1);
const KEEPALIVE_EVERY: Duration = Duration::from_secs(15);

impl Dial for Network {
    fn dial<'a>(&'a self, host: &'a str, port: u16) -> Dialing<'a> {
        Box::pin(async move {
            let stream = tokio::time::timeout(CONNECT, TcpStream::connect((host, port))).await??;
            stream.set_nodelay(true)?;
            let keepalive = socket2::TcpKeepalive::new().with_time(KEEPALIVE_AFTER).with_interval(KEEPALIVE_EVERY);
            socket2::SockRef::from(&stream).set_tcp_keepalive(&keepalive)?;
            Ok(Box::new(stream) as Box<dyn Stream>)
        })
    }
}

/// Lays TLS over streams: the system's certificates, and a private CA's where one is given.
#[derive(Clone, Debug)]
pub struct Tls(Arc<ClientConfig>);

impl Tls {
    /// Trusts the system's certificates and those in the PEM file `ca`.
    ///
    /// # Errors
    /// Where the file cannot be read, holds no certificate, or the system's certificates cannot be loaded.
    pub fn new(ca: Option<&Path>) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = ca.map(read_roots).transpose()?.unwrap_or_default();
        let verifier = Verifier::new_with_extra_roots(roots, Arc::clone(&provider))?;
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let config = config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth();
        Ok(Self(Arc::new(config)))
    }

    /// Shakes hands with `host` over `stream`.
    ///
    /// # Errors
    /// Where the server's certificate is not for `host` or not trusted, or the link breaks.
    pub async fn over(&self, stream: Box<dyn Stream>, host: &str) -> io::Result<Box<dyn Stream>> {
        let name = ServerName::try_from(host.to_owned()).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        let connector = tokio_rustls::TlsConnector::from(Arc::clone(&self.0));
        Ok(Box::new(connector.connect(name, stream).await?))
    }
}

fn read_roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let faulty = |error| TlsError::CaFile(path.to_path_buf(), error);
    let roots: Vec<_> = CertificateDer::pem_file_iter(path).map_err(faulty)?.collect::<Result<_, _>>().map_err(faulty)?;
    if roots.is_empty() { Err(faulty(rustls::pki_types::pem::Error::NoItemsFound)) } else { Ok(roots) }
}

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The CA file.
    #[error("{0}: not a PEM file with certificates")]
    CaFile(PathBuf, #[source] rustls::pki_types::pem::Error),
    /// The system's certificates.
    #[error("the system's certificates cannot be used")]
    Roots(#[from] rustls::Error),
}
