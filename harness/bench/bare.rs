//! fantoccini with nothing around it: the least that the same calls and checks can take over WebDriver.

use std::process::Stdio;
use std::time::Instant;

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use minicert::error::Result;
use serde_json::{Value as Json, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::{ARGUMENTS, Bench, Took, failed};

/// Does the cases of the numbers it is given, one after another, and gives back what they answered.
const SCRIPT: &str = "var numbers = arguments[0], done = arguments[1], answers = [];
(function next() {
  if (answers.length === numbers.length) return done(answers);
  var number = numbers[answers.length], key = 'key-' + number;
  function settled(value) { answers.push(value); next(); }
  if (number % 2 === 0) settled(swan.getStorageSync(key));
  else swan.getStorage({key: key, success: function (answer) { settled(answer.data); }, fail: done, complete: function () {}});
})();";

/// Runs the cases, so many in each call of the driver.
pub async fn measure(bench: &Bench, together: usize) -> Result<Took> {
    let (mut driver, client) = open(bench).await?;
    let result = cases(bench, &client, together).await;
    let _ = client.close().await;
    let _ = driver.kill().await;
    result
}

async fn cases(bench: &Bench, client: &Client, together: usize) -> Result<Took> {
    client.goto(&bench.url).await.map_err(|error| failed("open the page", &error))?;
    call(client, &[0]).await?;
    let began = Instant::now();
    let numbers: Vec<usize> = (0..bench.cases).collect();
    for numbers in numbers.chunks(together) {
        call(client, numbers).await?;
    }
    Ok(Took { milliseconds: began.elapsed().as_secs_f64() * 1000.0, peak: 0 })
}

async fn call(client: &Client, numbers: &[usize]) -> Result<()> {
    let answers = client.execute_async(SCRIPT, vec![json!(numbers)]).await.map_err(|error| failed("run a script", &error))?;
    let expected: Vec<String> = numbers.iter().map(|number| format!("key-{number} is stored")).collect();
    if answers == json!(expected) { Ok(()) } else { Err(failed("pass every case", &format!("they answered {answers}"))) }
}

async fn open(bench: &Bench) -> Result<(Child, Client)> {
    let mut driver = Command::new(&bench.programs.driver)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| failed("start the driver", &error))?;
    let mut said = BufReader::new(driver.stdout.take().ok_or_else(|| failed("read what the driver says", &"it is not piped"))?).lines();
    let port = loop {
        let line = said.next_line().await.map_err(|error| failed("read what the driver says", &error))?;
        let line = line.ok_or_else(|| failed("start the driver", &"it ended and named no port"))?;
        if let Some((_, port)) = line.split_once("successfully on port ") {
            break port.trim_end_matches('.').to_owned();
        }
    };
    // A driver that nobody listens to stops when its pipe is full.
    tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
    let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities(bench)).connect(&format!("http://127.0.0.1:{port}")).await;
    Ok((driver, client.map_err(|error| failed("open a session", &error))?))
}

fn capabilities(bench: &Bench) -> Capabilities {
    let args: Vec<&str> = std::iter::once("--headless=new").chain(ARGUMENTS).collect();
    let Json::Object(all) = json!({"browserName": "chrome", "goog:chromeOptions": {"binary": bench.programs.browser, "args": args}}) else { return Capabilities::new() };
    all
}
