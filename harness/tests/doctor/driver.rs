//! A driver that cannot do everything: ChromeDriver, with some of its commands refused or ignored on the way.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Commands are known by how their address ends.
    pub fn start(refused: Vec<String>, ignored: Vec<String>) -> io::Result<Self> {
        let mut child = Command::new("chromedriver").arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut said = BufReader::new(child.stdout.take().ok_or_else(|| io::Error::other("no output"))?);
        let behind = loop {
            let mut line = String::new();
            if said.read_line(&mut line)? == 0 {
                return Err(io::Error::other("ChromeDriver named no port"));
            }
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim().trim_end_matches('.').parse::<u16>().map_err(io::Error::other)?;
            }
        };
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let commands = Arc::new((refused, ignored));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let commands = Arc::clone(&commands);
                std::thread::spawn(move || while serve(&stream, behind, &commands).unwrap_or(false) {});
            }
        });
        Ok(Self { child, port })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request and its answer. Whether another may come.
fn serve(stream: &TcpStream, behind: u16, (refused, ignored): &(Vec<String>, Vec<String>)) -> io::Result<bool> {
    let Some((head, body)) = message(&mut BufReader::new(stream))? else { return Ok(false) };
    let address = head.split(' ').nth(1).unwrap_or_default();
    let is_one_of = |endings: &[String]| head.starts_with("POST") && endings.iter().any(|ending| address.ends_with(ending.as_str()));
    let gets = refused.iter().any(|ending| head.starts_with("GET") && address.ends_with(ending.as_str()));
    let answer = if is_one_of(refused) || gets {
        made("404 Not Found", r#"{"value":{"error":"unknown command","message":"no such command here","stacktrace":""}}"#)
    } else if is_one_of(ignored) {
        made("200 OK", r#"{"value":null}"#)
    } else {
        let mut driver = TcpStream::connect(("127.0.0.1", behind))?;
        driver.write_all(head.as_bytes())?;
        driver.write_all(&body)?;
        let (head, body) = message(&mut BufReader::new(&driver))?.unwrap_or_default();
        [head.as_bytes(), &body].concat()
    };
    (&mut &*stream).write_all(&answer)?;
    Ok(true)
}

fn made(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The head of a message, with its empty line, and its body.
fn message(reader: &mut impl BufRead) -> io::Result<Option<(String, Vec<u8>)>> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Some((head, body)))
}
