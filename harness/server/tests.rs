//! The server, spoken to over a socket.

use std::path::PathBuf;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{LARGEST_BODY, Server, ServerOptions};
use crate::case::Arrives;
use crate::fault::Patch;
use crate::value::Value;

/// Status and text of the answer.
async fn ask(server: &Server, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}", body.len());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
    (status, text)
}

async fn start(folder: Option<PathBuf>) -> Server {
    Server::start(ServerOptions { folder, ..ServerOptions::default() }).await.unwrap()
}

#[tokio::test]
async fn only_the_right_secret_finds_anything() {
    let server = start(None).await;
    let token = server.token().to_owned();
    assert_eq!(token.len(), 32);
    assert_ne!(token, start(None).await.token());
    assert_eq!(ask(&server, "GET", &format!("/{token}/app/app.json"), "", "").await.0, 200);
    let all = ask(&server, "GET", &format!("/{token}/app/files.json"), "", "").await.1;
    assert!(all.contains(r#""app.js":"/* The conformance mini-program"#) && all.contains(r#""pages/agent/agent.swan":"#), "{all}");
    for path in ["/app/app.json", "/", "/0123456789abcdef0123456789abcdef/app/app.json", &format!("/{token}/"), &format!("/{token}/app/none"), &format!("/{token}/served/x")] {
        assert_eq!(ask(&server, "GET", path, "", "").await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_busy_port_is_one_clear_error() {
    let server = start(None).await;
    let error = Server::start(ServerOptions { port: server.port(), ..ServerOptions::default() }).await.unwrap_err();
    assert_eq!((error.id, error.exit_code()), ("port-busy", 2));
}

#[tokio::test]
async fn every_route_permits_every_origin() {
    let server = start(None).await;
    let token = server.token();
    let preflight = "origin: null\r\naccess-control-request-method: POST\r\naccess-control-request-headers: x-a, content-type\r\n";
    for path in [format!("/{token}/dial/s1"), format!("/{token}/t/n/echo"), format!("/{token}/app/app.js")] {
        let (status, text) = ask(&server, "OPTIONS", &path, preflight, "").await;
        assert_eq!(status, 204);
        assert!(text.contains("access-control-allow-origin: null") && text.contains("access-control-allow-credentials: true") && text.contains("access-control-allow-headers: x-a, content-type"), "{text}");
    }
    assert!(ask(&server, "GET", &format!("/{token}/app/app.js"), "", "").await.1.contains("access-control-allow-origin: *"));
}

#[tokio::test]
async fn the_echo_says_and_keeps_what_arrived() {
    let server = start(None).await;
    server.expect_arrivals("n1");
    let path = |namespace: &str| format!("/{}/t/{namespace}/echo/one?a=%20b", server.token());
    let (status, text) = ask(&server, "PUT", &path("n1"), "x-sent: yes\r\n", "body").await;
    assert!(status == 200 && text.contains("\"method\":\"PUT\"") && text.contains("\"x-sent\":\"yes\""), "{text}");
    assert_eq!(ask(&server, "GET", &path("n2"), "", "").await.0, 200);
    let arrivals = server.take_arrivals("n1");
    let [arrival] = arrivals.as_slice() else { panic!("{arrivals:?}") };
    assert_eq!((arrival.what, arrival.path.as_str()), (Arrives::Request, "echo/one"));
    for (name, expected) in [("method", "PUT"), ("query", "a=%20b"), ("body", "body")] {
        assert_eq!(arrival.value.get(name), Some(&Value::string(expected)), "{name}");
    }
    assert_eq!(arrival.value.get("headers").and_then(|headers| headers.get("x-sent")), Some(&Value::string("yes")));
    assert!(server.take_arrivals("n1").is_empty() && server.take_arrivals("n2").is_empty());
}

#[tokio::test]
async fn every_route_of_the_fixtures_answers() {
    let server = start(None).await;
    for (path, status, part) in [
        ("answer?status=201&header=x-a:b&body=%E4%BD%A0", 201, "x-a: b\r\n"),
        ("answer?type=text/plain&hex=3031", 200, "\r\n\r\n01"),
        ("status/404", 404, "{\"status\":404}"),
        ("status/204", 204, ""),
        ("status/99", 404, ""),
        ("redirect/3?status=307", 307, "location: 2?status=307\r\n"),
        ("redirect/1", 302, "location: ../echo\r\n"),
        ("delay/1", 200, "{\"delay\":1}"),
        ("gate/1", 200, "{\"gate\":1}"),
        ("bytes/3", 200, "\0\u{1}\u{2}"),
        ("cut", 200, "content-length: 1000\r\n"),
        ("nothing", 404, ""),
    ] {
        let (seen, text) = ask(&server, "GET", &format!("/{}/t/n/{path}", server.token()), "", "").await;
        assert!(seen == status && text.contains(part), "{path}: {text}");
    }
}

#[tokio::test]
async fn a_folder_is_served_and_nothing_beside_it() {
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("dist");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("index.html"), "<p>hello").unwrap();
    std::fs::write(outer.path().join("secret"), "secret").unwrap();
    let server = start(Some(folder)).await;
    let base = format!("/{}/served", server.token());
    let (status, text) = ask(&server, "GET", &format!("{base}/"), "", "").await;
    assert!(status == 200 && text.contains("content-type: text/html; charset=utf-8") && text.contains("cache-control: private, max-age=86400, immutable"), "{text}");
    for path in ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "//etc/passwd"] {
        assert_eq!(ask(&server, "GET", &format!("{base}{path}"), "", "").await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn a_variant_differs_where_it_is_patched() {
    let server = start(None).await;
    server.add_variant("f1", &[Patch { file: "index.html".to_owned(), find: "<title>Reference host</title>".to_owned(), replace: "<title>Patched</title>".to_owned() }]).unwrap();
    let base = format!("/{}/host", server.token());
    assert!(ask(&server, "GET", &format!("{base}/f1/index.html"), "", "").await.1.contains("<title>Patched</title>"));
    assert!(ask(&server, "GET", &format!("{base}/-/index.html"), "", "").await.1.contains("<title>Reference host</title>"));
    assert_eq!(ask(&server, "GET", &format!("{base}/f2/index.html"), "", "").await.0, 404);
}

#[tokio::test]
async fn an_agent_dials_in_over_waiting_requests() {
    let server = start(None).await;
    let handle = server.dial().session("s1");
    let path = |session: &str, launch: &str| format!("/{}/dial/{session}?launch={launch}", server.token());
    assert_eq!(ask(&server, "POST", &path("s2", "a"), "", "{\"type\":\"hello\"}").await.0, 404);
    assert_eq!(ask(&server, "POST", &path("s1", "a"), "", "{\"poll\":true}").await.0, 409);
    let (status, text) = ask(&server, "POST", &path("s1", "a"), "", "{\"type\":\"hello\"}").await;
    assert!(status == 200 && text.ends_with("{\"wait\":true}"), "{text}");
    let limit = std::time::Duration::from_secs(5);
    assert_eq!(handle.hello(limit).await.unwrap(), "{\"type\":\"hello\"}");
    let agent = async {
        let (_, text) = ask(&server, "POST", &path("s1", "a"), "", "{\"poll\":true}").await;
        assert!(text.ends_with("question"), "{text}");
        // This request carries the answer and waits for the next question, so the exchange is over first.
        ask(&server, "POST", &path("s1", "a"), "", "{\"type\":\"result\"}").await;
    };
    tokio::select! {
        answer = handle.exchange("question".to_owned(), limit) => assert_eq!(answer.unwrap(), "{\"type\":\"result\"}"),
        () = agent => panic!("the answer was not carried"),
    }
    assert_eq!(ask(&server, "POST", &path("s1", "b"), "", "{\"type\":\"hello\"}").await.0, 409);
    assert_eq!(server.dial().refusals().len(), 3);
}

#[tokio::test]
async fn the_port_with_tls_speaks_nothing_else() {
    let server = start(None).await;
    let secure = server.secure_fixtures();
    let port: u16 = secure.split([':', '/']).find_map(|part| part.parse().ok()).unwrap();
    assert!(secure.starts_with(&format!("https://127.0.0.1:{port}/{}/t/", server.token())), "{secure}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(format!("GET /{}/t/n/echo HTTP/1.1\r\nhost: h\r\n\r\n", server.token()).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A connection that is reset has said nothing, either.
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"));
    let (status, text) = ask(&server, "GET", &format!("/{}/authority.pem", server.token()), "", "").await;
    assert!(status == 200 && text.contains("BEGIN CERTIFICATE") && !text.contains("PRIVATE"), "{text}");
}

/// What the server says to these bytes, within two seconds.
async fn said(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(std::time::Duration::from_secs(2), async {
        // Who is refused may hear of it while still speaking.
        let _ = stream.write_all(bytes).await;
        stream.read_to_end(&mut answer).await
    })
    .await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// Peers that mean no good: each is refused or left waiting, and those beside it are served.
#[tokio::test]
async fn a_hostile_peer_keeps_nobody_else_from_being_served() {
    let server = start(None).await;
    let token = server.token().to_owned();
    let served = || async { ask(&server, "GET", &format!("/{token}/app/app.json"), "", "").await.0 };

    // Two hundred that never finish their request.
    let mut slow = Vec::new();
    for _ in 0..200 {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nhost:").await.unwrap();
        slow.push(stream);
    }
    assert_eq!(served().await, 200);

    // One that sends more than anybody may is cut off; one that only announces it may wait.
    let path = format!("/{token}/dial/s1?launch=a");
    let _line = server.dial().session("s1");
    let head = |length: usize| format!("POST {path} HTTP/1.1\r\nhost: h\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    let much = LARGEST_BODY + 1;
    let answer = said(&server, &[head(much), vec![b' '; much]].concat()).await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    let answer = said(&server, &head(usize::MAX / 2)).await;
    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");

    // One that speaks another language, and one whose head never ends.
    for noise in [vec![0xff_u8; 4_096], b"GET /".iter().copied().chain(std::iter::repeat_n(b'a', 2 << 20)).collect()] {
        let answer = said(&server, &noise).await;
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    }
    assert_eq!(served().await, 200);
    drop(slow);
}

/// An agent of another run knows another secret, one of another session another name, and a second one comes too late.
#[tokio::test]
async fn only_the_agent_of_the_session_is_listened_to() {
    let (server, other) = (start(None).await, start(None).await);
    let handle = server.dial().session("s1");
    let hello = "{\"type\":\"hello\"}";
    for (secret, session, launch, status) in [(other.token(), "s1", "a", 404), (server.token(), "s2", "a", 404), (server.token(), "s1", "a", 200), (server.token(), "s1", "b", 409)] {
        assert_eq!(ask(&server, "POST", &format!("/{secret}/dial/{session}?launch={launch}"), "", hello).await.0, status, "{session} {launch}");
    }
    assert_eq!(handle.hello(std::time::Duration::from_secs(5)).await.unwrap(), hello);
}
