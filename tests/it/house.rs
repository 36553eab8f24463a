//! The house rules that a compiler does not hold: the order of the modules, the library's
//! abstinence, the length of files, the age of the compiler that dependencies ask for.

use std::collections::BTreeMap;
use std::path::Path;

use crate::{package, read};

/// A source file: its path under `src`, and its code without comments and unit tests.
struct SourceFile {
    path: String,
    code: String,
    n_lines: usize,
}

impl SourceFile {
    /// The module at the crate's root that the file belongs to.
    fn module(&self) -> &str {
        self.path.split('/').next().map_or("", |first| first.trim_end_matches(".rs"))
    }

    fn is_binary(&self) -> bool {
        self.path.starts_with("bin/")
    }
}

fn source_files() -> Vec<SourceFile> {
    fn walk(folder: &Path, out: &mut Vec<std::path::PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("the sources are there") {
            let path = entry.expect("a folder can be listed").path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let root = package("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let files: Vec<_> = paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("sources are UTF-8");
            let own = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let code = own.lines().filter(|l| !l.trim_start().starts_with("//")).flat_map(|l| [l, "\n"]).collect();
            let path = path.strip_prefix(&root).expect("it was found there").to_str().expect("ASCII names");
            SourceFile { path: path.replace('\\', "/"), code, n_lines: own.lines().count() }
        })
        .collect();
    assert!(files.len() > 20, "only {} source files were found", files.len());
    files
}

/// The modules of the library in the order of their `mod` lines.
fn modules() -> Vec<String> {
    let modules: Vec<String> = read("src/lib.rs")
        .lines()
        .filter_map(|l| l.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned))
        .collect();
    assert!(modules.len() > 5 && modules.last().is_some_and(|m| m == "train"), "{modules:?}");
    modules
}

/// The names that the root exports, with the module that each comes from.
fn exports() -> BTreeMap<String, String> {
    let text = read("src/lib.rs");
    let mut out = BTreeMap::new();
    for item in text.split("pub use ").skip(1) {
        let item = item.split(';').next().unwrap_or_default();
        let (module, names) = item.split_once("::").expect("a root exports names of modules");
        for name in names.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|n| !n.is_empty()) {
            out.insert(name.to_owned(), module.to_owned());
        }
    }
    assert!(out.len() > 20, "{out:?}");
    out
}

fn identifier(text: &str) -> &str {
    &text[..text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())]
}

/// The first names after `prefix` (`crate::`, `std::`), lists in braces opened.
fn names_after<'c>(code: &'c str, prefix: &str) -> Vec<&'c str> {
    let mut out = Vec::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            out.push(identifier(rest));
            continue;
        };
        let mut depth = 1;
        let mut start = true;
        for (i, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => start = true,
                c if start && !c.is_whitespace() => {
                    out.push(identifier(&list[i..]));
                    start = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    out
}

#[test]
fn lists_in_braces_are_opened() {
    let code = "use crate::{label::{Task, X}, token::Span};\nlet x = crate::Task::new(); pub(crate) fn f() {}";
    assert_eq!(names_after(code, "crate::"), ["label", "token", "Task"]);
    assert_eq!(names_after("use std::{fs, io::{self, env}};", "std::"), ["fs", "io"]);
}

#[test]
fn a_module_uses_only_modules_declared_above_it() {
    let order = modules();
    let exports = exports();
    let position = |name: &str| order.iter().position(|m| m == name);
    let mut wrong = Vec::new();
    let mut n_uses = 0;
    for file in source_files().iter().filter(|f| !f.is_binary() && f.path != "lib.rs") {
        let own = position(file.module()).unwrap_or_else(|| panic!("{} is not declared in lib.rs", file.path));
        let mut used = names_after(&file.code, "crate::");
        if !file.path.contains('/') {
            // In a module of the root, `super` is the root.
            used.extend(names_after(&file.code, "super::"));
        }
        for name in used {
            n_uses += 1;
            let module = exports.get(name).map_or(name, String::as_str);
            match position(module) {
                Some(there) if there <= own => {}
                _ => wrong.push(format!("{} uses crate::{name}", file.path)),
            }
        }
    }
    assert!(n_uses > 20, "only {n_uses} uses were found: is this test still looking at the sources?");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_uses_training() {
    let exports = exports();
    for file in source_files().iter().filter(|f| !f.is_binary() && f.path != "lib.rs" && f.module() != "train") {
        for name in names_after(&file.code, "crate::") {
            let module = exports.get(name).map_or(name, String::as_str);
            assert_ne!(module, "train", "{} uses crate::{name}", file.path);
        }
    }
}

#[test]
fn the_library_abstains_from_the_world() {
    let mut wrong = Vec::new();
    for file in source_files().iter().filter(|f| !f.is_binary()) {
        for name in names_after(&file.code, "std::") {
            if ["fs", "env", "time", "process", "net"].contains(&name) {
                wrong.push(format!("{}: std::{name}", file.path));
            }
        }
        for word in ["println!", "eprintln!", "print!", "eprint!", "dbg!", "Instant", "SystemTime", "include_bytes!"] {
            let is_word = |at: usize| {
                let part = |c: char| c.is_alphanumeric() || c == '_';
                !file.code[..at].ends_with(part) && !file.code[at + word.len()..].starts_with(part)
            };
            if file.code.match_indices(word).any(|(at, _)| is_word(at)) {
                wrong.push(format!("{}: {word}", file.path));
            }
        }
        // Random numbers come from a seed that the caller gives.
        if names_after(&file.code, "fastrand::").iter().any(|n| *n != "Rng") || file.code.contains("Rng::new()") {
            wrong.push(format!("{}: random numbers without a seed", file.path));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// So many lines fit a reader's head; a file's unit tests do not count.
const MAX_LINES: usize = 450;

#[test]
fn source_files_are_short() {
    let long: Vec<_> =
        source_files().iter().filter(|f| f.n_lines > MAX_LINES).map(|f| format!("{}: {}", f.path, f.n_lines)).collect();
    assert!(long.is_empty(), "longer than {MAX_LINES} lines: {long:?}");
}

/// `1.88` or `1.88.0` as numbers that can be compared.
fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|p| p.parse().expect("a rust-version has numbers only")).collect();
    parts.resize(3, 0);
    parts
}

/// Cargo refuses such a dependency only if the compiler at hand is as old as our `rust-version`.
#[test]
fn no_dependency_needs_a_newer_compiler() {
    let cargo = |arguments: &[&str]| {
        let output = std::process::Command::new(env!("CARGO"))
            .current_dir(package(""))
            .args(arguments)
            .output()
            .expect("the cargo that built this test is there");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("cargo prints UTF-8")
    };
    // Packages of other platforms may never have been fetched.
    let about = cargo(&["-vV"]);
    let host = about.lines().find_map(|l| l.strip_prefix("host: ")).expect("cargo knows its host");
    let tree = cargo(&["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", host]);
    let tree: serde_json::Value = serde_json::from_str(&tree).expect("cargo prints JSON");
    let packages = tree["packages"].as_array().expect("a list");
    let stated: Vec<_> =
        packages.iter().filter_map(|p| Some((p["name"].as_str()?, version(p["rust_version"].as_str()?)))).collect();
    assert!(stated.len() > 40, "only {} packages state a version", stated.len());
    let (_, ours) = stated.iter().find(|(name, _)| *name == "gainsay").expect("we are a package of our own tree");
    let newer: Vec<_> = stated.iter().filter(|(_, needed)| needed > ours).collect();
    assert!(newer.is_empty(), "newer than {ours:?}: {newer:?}");
}
