//! What a run serves on the loopback interface. The only module that names `axum`.
//!
//! Every address begins with the secret of the run; anything else is not found. It binds to 127.0.0.1 only.
//!
//! | route below `/{token}` | what it serves |
//! |---|---|
//! | `/host/{variant}/…` | the reference host's files; the variant `-` as they are, any other with patches |
//! | `/app/…` | the conformance mini-program, with the address to dial back to; `files.json` is all its files at once |
//! | `/served/…` | the folder that the manifest's `serve` names |
//! | `/blank` | a document with nothing in it, for a browser between two launches |
//! | `/dial/{session}/socket` | an agent dials in over WebSocket |
//! | `/dial/{session}` | an agent dials in over requests that wait (`POST`) |
//! | `/t/{namespace}/…` | the fixtures of one attempt; what arrives is kept for it |
//! | `/authority.pem` | the certificate of the authority that vouches for the server with TLS |
//!
//! A second port answers the same over TLS.
//!
//! It serves and records. It knows nothing of browsers, trials or verdicts.

mod cors;
mod dial;
mod dial_routes;
mod files;
mod fixture;
mod link;
mod patch;
mod secure;
#[cfg(test)]
mod tests;

pub use dial::{DialHandle, DialIn, HangUp};
pub use fixture::{Arrival, ROUTES};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::error::{Error, Result};
use crate::fault::Patch;
use crate::package;

use secure::{Authority, Secure};

/// The name of the reference host without patches.
pub const UNPATCHED: &str = "-";

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 64 << 20;

/// What to serve, and where.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    /// 0 takes a free one.
    pub port: u16,
    /// What `/served` serves.
    pub folder: Option<PathBuf>,
    /// The conformance mini-program is given no address to dial back to: it is spoken to through its page.
    pub spoken_to_on_its_page: bool,
}

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    token: String,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
    secure: Secure,
}

#[derive(Debug)]
struct Shared {
    folder: Option<PathBuf>,
    package: Vec<package::File>,
    variants: patch::Variants,
    dial: DialIn,
    arrivals: fixture::Arrivals,
    gates: fixture::Gates,
    authority: Authority,
}

impl Server {
    /// Binds and begins to answer.
    pub async fn start(options: ServerOptions) -> Result<Self> {
        let folder = options.folder.map(files::folder).transpose()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(|error| refused(options.port, &error))?;
        let address = listener.local_addr().map_err(|error| refused(options.port, &error))?;
        let token = secret()?;
        let dial = format!("http://{address}/{token}/dial");
        let shared = Arc::new(Shared {
            folder,
            package: package::package("swan", (!options.spoken_to_on_its_page).then_some(dial.as_str()))?,
            variants: patch::Variants::default(),
            dial: DialIn::default(),
            arrivals: fixture::Arrivals::default(),
            gates: fixture::Gates::default(),
            authority: Authority::new()?,
        });
        let router = Router::new()
            .nest(&format!("/{token}"), routes().with_state(Arc::clone(&shared)))
            .layer(axum::middleware::from_fn(cors::allow))
            .layer(DefaultBodyLimit::max(LARGEST_BODY));
        let secure = shared.authority.serve(router.clone()).await?;
        let accepting = tokio::spawn(async move {
            // Serving ends with the task; an error of one connection ends that connection alone.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, token, shared, accepting, secure })
    }

    /// The address that every route begins with, without a slash at its end.
    pub fn base(&self) -> String {
        format!("http://{}/{}", self.address, self.token)
    }

    pub fn token(&self) -> &str {
        &self.token
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The lines that agents dial in on.
    pub fn dial(&self) -> &DialIn {
        &self.shared.dial
    }

    /// Serves the reference host with patches under a name of its own.
    pub fn add_variant(&self, name: &str, patches: &[Patch]) -> Result<()> {
        self.shared.variants.add(name, patches)
    }

    /// The address that the fixtures of an attempt begin with, when its namespace is put behind it.
    pub fn fixtures(&self) -> String {
        format!("{}/t/", self.base())
    }

    /// The same fixtures over TLS.
    pub fn secure_fixtures(&self) -> String {
        format!("https://{}/{}/t/", self.secure.address, self.token)
    }

    /// SHA-256 of the public key that the server with TLS shows, in base64.
    pub fn pin(&self) -> &str {
        &self.shared.authority.pin
    }

    /// Keeps what arrives of an attempt from now on.
    pub fn expect_arrivals(&self, namespace: &str) {
        self.shared.arrivals.expect(namespace);
    }

    /// What arrived of an attempt since it was expected, in order. Nothing is kept after it.
    pub fn take_arrivals(&self, namespace: &str) -> Vec<Arrival> {
        self.shared.gates.forget(namespace);
        self.shared.arrivals.take(namespace)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/host/{variant}/{*path}", get(files::host))
        .route("/app/{*path}", get(files::app))
        .route("/blank", get(files::blank))
        .route("/authority.pem", get(files::authority))
        .route("/served/", get(files::served_index))
        .route("/served/{*path}", get(files::served))
        .route("/dial/{session}", post(dial_routes::poll))
        .route("/dial/{session}/socket", get(dial_routes::socket))
        .route("/t/{namespace}/socket/{*rest}", get(fixture::socket))
        .route("/t/{namespace}/{*path}", any(fixture::request))
}

fn refused(port: u16, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::AddrInUse => Error::usage("port-busy", format!("port {port} of 127.0.0.1 is in use"), "give another --port, or leave it out to take a free one"),
        std::io::ErrorKind::PermissionDenied => Error::usage("port-refused", format!("failed to listen on port {port} of 127.0.0.1: {error}"), "give a --port above 1023"),
        _ => Error::new("server-not-started", format!("failed to listen on 127.0.0.1:{port}: {error}"), "see that the loopback interface is up"),
    }
}

/// 128 bits that nobody can guess.
fn secret() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| Error::new("no-randomness", format!("failed to draw a secret: {error}"), "the operating system gives no random bytes"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
