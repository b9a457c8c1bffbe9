//! A host that one process holds for many, over a socket of this machine: an id in, a line out that is empty for a pass.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use libtest_mimic::Failed;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream as Stream};
use tokio::sync::Semaphore;

use super::{Suite, wrong};

/// Names the socket to a process that is to hold the host.
const HOLD: &str = "MINICERT_HOLD";

/// How long the host is held when nobody asks.
const IDLE: Duration = Duration::from_secs(10);

/// How long a browser may take to open.
const OPEN: Duration = Duration::from_secs(120);

/// How many trials have been asked for; itself not a trial.
const COUNT: &str = "count";

/// Where the host of this nextest run is held; nothing where another runner started this process.
pub fn socket() -> Option<PathBuf> {
    if !under_nextest() {
        return None;
    }
    let run = std::env::var("NEXTEST_RUN_ID").ok()?;
    let run: String = run.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    Some(std::env::temp_dir().join(format!("minicert-{run}.sock")))
}

pub fn under_nextest() -> bool {
    std::env::var_os("NEXTEST").is_some()
}

pub fn asked_to_hold() -> Option<PathBuf> {
    std::env::var_os(HOLD).map(PathBuf::from)
}

/// Asks for one trial, and starts what answers where nothing does yet.
pub fn ask(socket: &Path, trial: &str) -> Result<(), Failed> {
    let began = Instant::now();
    let mut started = false;
    let answer = loop {
        match exchange(socket, trial) {
            Ok(answer) => break answer,
            Err(error) if began.elapsed() > OPEN => return Err(format!("nothing answers at {}: {error}", socket.display()).into()),
            // Two that start at once do no harm: the second finds the socket taken, and ends.
            Err(_) if !started => {
                Command::new(std::env::current_exe()?).env(HOLD, socket).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn()?;
                started = true;
            }
            Err(_) => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    let wrong: String = serde_json::from_str(&answer)?;
    if wrong.is_empty() { Ok(()) } else { Err(wrong.into()) }
}

fn exchange(socket: &Path, line: &str) -> std::io::Result<String> {
    let mut stream = UnixStream::connect(socket)?;
    writeln!(stream, "{line}")?;
    let mut answer = String::new();
    BufReader::new(&mut stream).read_line(&mut answer)?;
    stream.read_to_string(&mut answer)?;
    if answer.is_empty() { Err(std::io::ErrorKind::UnexpectedEof.into()) } else { Ok(answer) }
}

/// Holds a host and runs the trials that are asked for, until nobody asks any more.
pub fn hold(suite: &Arc<Suite>, socket: &Path) -> ExitCode {
    let Ok(runtime) = tokio::runtime::Runtime::new() else { return ExitCode::FAILURE };
    runtime.block_on(async {
        let Ok(listener) = UnixListener::bind(socket) else { return ExitCode::FAILURE };
        let result = serve(suite, &listener).await;
        let _ = std::fs::remove_file(socket);
        if result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    })
}

async fn serve(suite: &Arc<Suite>, listener: &UnixListener) -> Result<(), Failed> {
    let stage = suite.stage().await?;
    let folder = Arc::new(tempfile::tempdir()?);
    let permits = Arc::new(Semaphore::new(minicert::run::settings().sessions as usize));
    let count = Arc::new(AtomicU64::new(0));
    loop {
        let Ok(next) = tokio::time::timeout(IDLE, listener.accept()).await else {
            // Those who are being answered are still to hear it.
            if permits.available_permits() == minicert::run::settings().sessions as usize {
                return Ok(());
            }
            continue;
        };
        let (mut stream, _) = next?;
        let (suite, stage, folder, permits, count) = (Arc::clone(suite), stage.clone(), Arc::clone(&folder), Arc::clone(&permits), Arc::clone(&count));
        tokio::spawn(async move {
            let Some(trial) = line(&mut stream).await.filter(|trial| !trial.is_empty()) else { return };
            if trial == COUNT {
                let _ = stream.write_all(count.load(Ordering::SeqCst).to_string().as_bytes()).await;
                return;
            }
            let Ok(_permit) = permits.acquire().await else { return };
            let number = count.fetch_add(1, Ordering::SeqCst);
            let out = folder.path().join(number.to_string());
            let said = match suite.run(&stage, |id| id == trial, out, format!("h{number}-")).await {
                Ok(certificate) => wrong(&certificate, &trial),
                Err(error) => error.to_string(),
            };
            let _ = stream.write_all(serde_json::Value::from(said).to_string().as_bytes()).await;
        });
    }
}

async fn line(stream: &mut Stream) -> Option<String> {
    let mut line = String::new();
    tokio::io::BufReader::new(stream).read_line(&mut line).await.ok()?;
    Some(line.trim_end().to_owned())
}

/// Two processes, as nextest starts them, are served by one host.
pub fn shared() -> Result<(), Failed> {
    const TRIALS: [&str; 2] = ["storage/getStorageInfo/lists-a-stored-key", "storage/setStorage/string-empty#async"];
    let run = format!("test-{}", std::process::id());
    for trial in TRIALS {
        let output = Command::new(std::env::current_exe()?).env("NEXTEST", "1").env("NEXTEST_RUN_ID", &run).args(["--exact", trial, "--nocapture"]).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned().into());
        }
    }
    let served = exchange(&std::env::temp_dir().join(format!("minicert-{run}.sock")), COUNT)?;
    if served == "2" { Ok(()) } else { Err(format!("one host served {served} trials of two").into()) }
}
