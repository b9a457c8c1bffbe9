//! A browser for pages of ours, with what WebDriver itself has no word for: its logs, and what a page takes its reader for.

use std::process::Stdio;
use std::time::Duration;

use axum::http::Method;
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use minicert::host::Programs;
use minicert::manifest::Manifest;
use serde_json::{Value as Json, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub struct Browser {
    pub client: Client,
    driver: Child,
    /// What the browser leaves behind goes with it.
    _folder: TempDir,
}

impl Browser {
    pub async fn open(language: &str) -> Self {
        let programs = Programs::find(&Manifest::reference().expect("the manifest reads")).expect("there is a browser");
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let mut driver = Command::new(&programs.driver)
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .env("LANGUAGE", language)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("the driver starts");
        let mut said = BufReader::new(driver.stdout.take().expect("it is piped")).lines();
        let port = loop {
            let line = said.next_line().await.expect("it is text").expect("the driver names its port");
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities(&programs, language)).connect(&format!("http://127.0.0.1:{port}")).await.expect("a session opens");
        Self { client, driver, _folder: folder }
    }

    pub async fn goto(&self, url: &str) {
        // A page that differs from the one before in its fragment alone is not loaded again.
        self.client.goto("about:blank").await.expect("a blank page opens");
        self.client.goto(url).await.expect("the page opens");
    }

    /// Runs the body of a function.
    pub async fn js(&self, script: &str) -> Json {
        self.client.execute(script, Vec::new()).await.expect("the script runs")
    }

    /// A command of the Chrome DevTools Protocol.
    pub async fn devtools(&self, command: &str, params: Json) {
        let body = json!({"cmd": command, "params": params});
        self.client.issue_cmd(Own { path: "goog/cdp/execute", body }).await.expect("the browser takes the command");
    }

    /// What was logged since the last call.
    pub async fn log(&self, kind: &str) -> Vec<Json> {
        let entries = self.client.issue_cmd(Own { path: "se/log", body: json!({"type": kind}) }).await.expect("there is a log");
        entries.as_array().cloned().unwrap_or_default()
    }

    pub async fn close(mut self) {
        let _ = self.client.close().await;
        let _ = self.driver.kill().await;
        let _ = tokio::time::timeout(Duration::from_secs(5), self.driver.wait()).await;
    }
}

fn capabilities(programs: &Programs, language: &str) -> Capabilities {
    // A sandbox of its own is not to be had in most containers.
    let args = ["--headless=new", "--disable-gpu", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run", "--window-size=1280,900"];
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).chain([format!("--lang={language}"), format!("--accept-lang={language}")]).collect();
    let all = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {"binary": programs.browser, "args": args},
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
    });
    all.as_object().cloned().unwrap_or_default()
}

/// A command of ChromeDriver's own.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Json,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
