//! A browser that a test drives as a reader would: by keys, looking at what is shown.
//!
//! Chromium speaks its `DevTools` protocol over a pair of pipes: JSON messages that end in a zero byte.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Says where the browser is, if it is not one of [`NAMES`] on the path.
const CHOSEN: &str = "GAINSAY_BROWSER";

/// Set where a browser must be there: its absence fails the tests.
const REQUIRED: &str = "GAINSAY_BROWSER_REQUIRED";

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// How long an answer may take: starting a browser on a busy machine is the longest.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running browser with one page.
pub(crate) struct Browser {
    process: Child,
    orders: ChildStdin,
    answers: Receiver<Value>,
    session: Value,
    n_orders: u64,
    /// What the page complained of: exceptions, refused scripts and styles.
    complaints: Vec<String>,
    /// What it asked the network or the disk for.
    requests: Vec<String>,
    _profile: TempDir,
}

fn program() -> Option<PathBuf> {
    let chosen = std::env::var_os(CHOSEN).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = || std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    chosen.or_else(|| on_path().find(|file| file.is_file()))
}

impl Browser {
    /// Opens a page; none where there is no browser.
    ///
    /// # Panics
    ///
    /// If there is no browser and the environment says that one is required.
    pub(crate) fn open(page: &Path) -> Option<Self> {
        let Some(program) = program() else {
            let hint = format!("hint: install chromium, or name a browser in {CHOSEN}");
            assert!(std::env::var_os(REQUIRED).is_none(), "no browser was found to read the page with\n{hint}");
            #[expect(clippy::print_stderr, reason = "whoever runs the tests must see what they left out")]
            {
                eprintln!("NOT TESTED: the page in a browser, for none was found\n{hint}");
            }
            return None;
        };
        let profile = tempfile::tempdir().expect("there is room for a folder");
        // The browser reads orders from descriptor 3 and answers on 4.
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 >/dev/null", "sh"])
            .arg(program)
            .args(["--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-quic", "--disable-dev-shm-usage", "--window-size=1000,900"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell can be started");
        let orders = process.stdin.take().expect("it is piped");
        let mut output = BufReader::new(process.stdout.take().expect("it is piped"));
        let (send, answers) = channel();
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while output.read_until(0, &mut message).is_ok_and(|n| n > 0) {
                message.pop();
                let Ok(answer) = serde_json::from_slice(&message) else { return };
                if send.send(answer).is_err() {
                    return;
                }
                message.clear();
            }
        });
        let mut browser = Self {
            process,
            orders,
            answers,
            session: Value::Null,
            n_orders: 0,
            complaints: Vec::new(),
            requests: Vec::new(),
            _profile: profile,
        };
        let target = browser.order("Target.createTarget", &json!({"url": "about:blank"}))["targetId"].clone();
        let attached = browser.order("Target.attachToTarget", &json!({"targetId": target, "flatten": true}));
        browser.session = attached["sessionId"].clone();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.order(&format!("{domain}.enable"), &json!({}));
        }
        browser.order("Page.navigate", &json!({"url": format!("file://{}", page.display())}));
        browser.until("document.readyState === 'complete' && location.protocol === 'file:'");
        Some(browser)
    }

    fn order(&mut self, method: &str, params: &Value) -> Value {
        self.n_orders += 1;
        let mut order = json!({"id": self.n_orders, "method": method, "params": params});
        if !self.session.is_null() {
            order["sessionId"] = self.session.clone();
        }
        self.orders.write_all(format!("{order}\0").as_bytes()).expect("the browser listens");
        loop {
            let mut answer = self.answers.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no answer to {method}"));
            match answer["method"].as_str() {
                Some("Runtime.exceptionThrown" | "Log.entryAdded") => {
                    self.complaints.push(answer["params"].to_string());
                }
                Some("Network.requestWillBeSent") => {
                    let url = answer["params"]["request"]["url"].as_str().unwrap_or_default();
                    self.requests.push(url.to_owned());
                }
                _ if answer["id"] == self.n_orders => {
                    assert!(answer.get("error").is_none(), "{method}: {answer}");
                    return answer["result"].take();
                }
                _ => {}
            }
        }
    }

    /// The value of an expression in the page.
    #[track_caller]
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut answer = self.order("Runtime.evaluate", &params);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {answer}");
        answer["result"]["value"].take()
    }

    /// The value of an expression that is text.
    #[track_caller]
    pub(crate) fn text(&mut self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().unwrap_or_else(|| panic!("{expression} is {value}")).to_owned()
    }

    /// Waits until an expression is true.
    #[track_caller]
    pub(crate) fn until(&mut self, expression: &str) {
        for _ in 0..600 {
            if self.value(expression) == true {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("never came true: {expression}");
    }

    /// Presses and releases a key by its name: `Tab`, `Enter`, `ArrowDown`, `a`.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "Escape" => (27, ""),
            " " => (32, " "),
            "End" => (35, ""),
            "Home" => (36, ""),
            "ArrowLeft" => (37, ""),
            "ArrowUp" => (38, ""),
            "ArrowRight" => (39, ""),
            "ArrowDown" => (40, ""),
            letter => (letter.to_uppercase().as_bytes().first().copied().map_or(0, u32::from), letter),
        };
        let name = if key == " " { "Space" } else { key };
        let down = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for kind in [down, "keyUp"] {
            let mut params = json!({"type": kind, "key": key, "code": name, "windowsVirtualKeyCode": code});
            if kind == "keyDown" {
                params["text"] = json!(text);
            }
            self.order("Input.dispatchKeyEvent", &params);
        }
    }

    /// Presses the tab key until an expression is true of the page.
    #[track_caller]
    pub(crate) fn tab_to(&mut self, expression: &str) {
        for _ in 0..200 {
            if self.value(expression) == true {
                return;
            }
            self.press("Tab");
        }
        panic!("200 tab stops do not lead to {expression}");
    }

    /// What the page complained of so far.
    pub(crate) fn complaints(&mut self) -> &[String] {
        self.value("0");
        &self.complaints
    }

    /// Everything that was loaded so far.
    pub(crate) fn requests(&mut self) -> &[String] {
        self.value("0");
        &self.requests
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.orders.write_all(b"{\"id\":0,\"method\":\"Browser.close\"}\0");
        for _ in 0..100 {
            if matches!(self.process.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
