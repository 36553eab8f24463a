//! Where the numbers of a report come from.

use serde::Serialize;

/// Where the numbers of a report come from: the same program, files and options give them again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Program and version.
    pub program: String,
    /// SHA-256 of the model file, in hexadecimal.
    pub model: String,
    /// SHA-256 of the actors that the user added; none if nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actors: Option<String>,
    /// The files that were read, in order.
    pub inputs: Vec<Input>,
    /// The options as typed.
    pub options: Vec<String>,
}

/// Inputs that a foot names one by one.
const SHOWN: usize = 5;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Input {
    /// Its name, without folders.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Provenance {
    /// One line each, for the foot of a report; nothing if nothing is known.
    pub(super) fn lines(&self) -> Vec<String> {
        if self.program.is_empty() {
            return Vec::new();
        }
        let short = |hash: &str| hash.get(..12).unwrap_or(hash).to_owned();
        let actors = self.actors.as_ref().map(|a| format!(", actors {}", short(a))).unwrap_or_default();
        let options = match self.options.join(" ") {
            none if none.is_empty() => none,
            options => format!(", options {options}"),
        };
        let named: Vec<String> =
            self.inputs.iter().take(SHOWN).map(|i| format!("{} ({})", i.name, short(&i.sha256))).collect();
        let more = self.inputs.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        vec![
            format!("{}, model {}{actors}{options}", self.program, short(&self.model)),
            format!("read: {}{more}", named.join(", ")),
        ]
    }
}
