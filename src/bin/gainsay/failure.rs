//! What ends a run early, and the exit code that says whose turn it is.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

/// The exit code of what the user can put right.
const USER: u8 = 1;
/// The exit code of anything else.
pub(crate) const UNEXPECTED: u8 = 2;

/// Something that the user can put right.
#[derive(Debug)]
pub(crate) struct UserError {
    message: String,
    hint: Option<String>,
}

impl UserError {
    pub(crate) fn new(message: impl fmt::Display) -> Self {
        Self { message: quiet(&message.to_string()), hint: None }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        self.maybe_hint(Some(hint.into()))
    }

    pub(crate) fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.map(|hint| quiet(&hint));
        self
    }

    /// A file that cannot be read or written.
    pub(crate) fn io(path: &Path, doing: &str, error: &io::Error) -> Self {
        Self::new(format_args!("{}: cannot {doing}: {error}", path.display()))
            .maybe_hint(remedy(error.kind()).map(str::to_owned))
    }
}

/// What helps where the system refuses.
fn remedy(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "make room there and run the command again",
        ErrorKind::FileTooLarge => "the file system allows no larger file: choose another place",
        ErrorKind::ReadOnlyFilesystem => "choose a place that can be written",
        ErrorKind::PermissionDenied => "ask its owner for the right, or choose another file",
        ErrorKind::NotFound => "check the path",
        ErrorKind::IsADirectory => "give the name of a file",
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            "the file is damaged, cut off or still being written: run the command again once it is whole"
        }
        _ => return None,
    })
}

impl fmt::Display for UserError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for UserError {}

/// Lines that quote an input, without what could steer a terminal.
pub(crate) fn quiet(lines: &str) -> String {
    lines.split('\n').map(gainsay::legible).collect::<Vec<_>>().join("\n")
}

/// Prints the error with its causes and remedy; gives the exit code.
pub(crate) fn report(error: &anyhow::Error) -> u8 {
    let broken_pipe =
        error.chain().filter_map(|e| e.downcast_ref::<io::Error>()).any(|e| e.kind() == ErrorKind::BrokenPipe);
    if broken_pipe {
        return 0;
    }
    eprintln!("error: {}", quiet(&format!("{error:#}")));
    match error.chain().find_map(|e| e.downcast_ref::<UserError>()) {
        Some(user) => {
            if let Some(hint) = &user.hint {
                eprintln!("hint: {hint}");
            }
            USER
        }
        None => UNEXPECTED,
    }
}
