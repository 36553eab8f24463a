//! Input that comes one record a line: chunks of whole lines, and errors that name the line.

use std::borrow::Cow;
use std::io::{self, BufRead};
use std::sync::OnceLock;

/// What is wrong with one record.
///
/// Shown as `line 41: …`; the caller puts the file's name in front. [`RecordError::hint`] says
/// what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct RecordError {
    line: u64,
    kind: RecordErrorKind,
}

/// The kinds of [`RecordError`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordErrorKind {
    /// The bytes are not UTF-8.
    #[error("invalid UTF-8 at byte {offset} of the line")]
    NotUtf8 {
        /// Offset of the first bad byte in the line.
        offset: usize,
    },
    /// The line is not a JSON object, or a field has the wrong type.
    #[error("not a JSON record: {cause}")]
    NotJson {
        /// The parser's message.
        cause: String,
    },
    /// The CSV row cannot be read.
    #[error("not a CSV record: {cause}")]
    NotCsv {
        /// The parser's message.
        cause: String,
    },
    /// A field is missing or empty.
    #[error("field `{field}` is missing or empty; the record has {}", list(found))]
    MissingField {
        /// The name looked for.
        field: String,
        /// The names that are there.
        found: Vec<String>,
    },
    /// The line is longer than the limit.
    #[error("the line is longer than {limit} bytes")]
    TooLong {
        /// The limit in force.
        limit: usize,
    },
    /// A field that every judgement of the article repeats is longer than the limit.
    #[error("field `{field}` is longer than {limit} bytes")]
    FieldTooLong {
        /// The field's name.
        field: String,
        /// The limit.
        limit: usize,
    },
    /// The line is no judgement, or says what none can.
    #[error("not a judgement: {cause}")]
    NotJudgement {
        /// What is wrong.
        cause: String,
    },
    /// A label that the task does not know.
    #[error("unknown {task} label `{label}` for actor `{actor}`")]
    UnknownLabel {
        /// The task's name.
        task: String,
        /// The label as given.
        label: String,
        /// The actor that carries it.
        actor: String,
        /// The labels that the task knows.
        known: Vec<String>,
    },
    /// The marked actor does not stand in the text.
    #[error("actor `{actor}` does not stand in the text")]
    ActorNotInText {
        /// The actor's name as given.
        actor: String,
    },
    /// The byte offsets of an actor do not slice the text.
    #[error("actor `{actor}`: offsets {start}..{end} do not slice the text of {length} bytes")]
    BadOffsets {
        /// The actor's name as given.
        actor: String,
        /// Start offset as given.
        start: usize,
        /// End offset as given.
        end: usize,
        /// Length of the text in bytes.
        length: usize,
    },
    /// A stand-off label whose article is not at hand.
    #[error("the label belongs to article `{article}`, whose text is not at hand")]
    NoArticle {
        /// The article's id.
        article: String,
    },
    /// Anything else that a checked value refuses.
    #[error("{0}")]
    BadValue(String),
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        return "no fields".to_owned();
    }
    let listed = names.iter().take(MOST_LISTED).map(|n| format!("`{}`", shortened(n))).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST_LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    }
}

/// Names that a message lists.
const MOST_LISTED: usize = 20;

/// Bytes of a name in such a list.
const LONGEST_LISTED: usize = 60;

fn shortened(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST_LISTED {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("{}…", &name[..name.floor_char_boundary(LONGEST_LISTED)]))
}

impl RecordError {
    /// An error at a line, counted from 1.
    #[must_use]
    pub fn new(line: u64, kind: RecordErrorKind) -> Self {
        Self { line, kind }
    }

    /// The line, counted from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &RecordErrorKind {
        &self.kind
    }

    /// What the user can do about it, where there is something.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.kind {
            RecordErrorKind::NotUtf8 { .. } => {
                Some("convert the file to UTF-8, for example with `iconv -f WINDOWS-1252 -t UTF-8`".into())
            }
            RecordErrorKind::NotJson { .. } => Some("every line must be one JSON object".into()),
            RecordErrorKind::NotCsv { .. } => Some("quote fields that hold the separator or a line break".into()),
            RecordErrorKind::MissingField { field, .. } => Some(format!(
                "name the field that holds it with `--map {field}=NAME`, or leave bad records out with `--on-error skip`"
            )),
            RecordErrorKind::TooLong { .. } => {
                Some("is this a file of one record a line? `--max-record BYTES` raises the limit".into())
            }
            RecordErrorKind::FieldTooLong { .. } => {
                Some("only `text` and `title` may be long; leave bad records out with `--on-error skip`".into())
            }
            RecordErrorKind::NotJudgement { .. } => {
                Some("judgements are what `gainsay score` of this version or an earlier one writes".into())
            }
            RecordErrorKind::UnknownLabel { known, .. } => Some(format!("the labels are {}", list(known))),
            RecordErrorKind::ActorNotInText { .. } => {
                Some("give the name exactly as the text writes it, or `start` and `end` in bytes".into())
            }
            RecordErrorKind::BadOffsets { .. } => Some("`start` and `end` count bytes of UTF-8, not characters".into()),
            RecordErrorKind::NoArticle { .. } => Some("name the articles with `--articles FILE or FOLDER`".into()),
            RecordErrorKind::BadValue(_) => None,
        }
    }
}

/// Whole lines of an input, as many as fit a chunk.
#[derive(Debug, Default)]
pub struct LineChunk {
    first_line: u64,
    bytes: Vec<u8>,
    too_long: Option<u64>,
    limit: usize,
    /// Where each line begins, once somebody asked.
    starts: OnceLock<Vec<usize>>,
}

impl LineChunk {
    /// The lines that are not blank, with their numbers; a line over the limit is an error.
    pub fn lines(&self) -> impl Iterator<Item = Result<(u64, &str), RecordError>> {
        self.all_lines().filter(|line| line.as_ref().map_or(true, |(_, text)| !text.trim_ascii().is_empty()))
    }

    /// All lines, blank ones too, with their numbers and without their line feeds; a line over the
    /// limit is an error.
    pub fn all_lines(&self) -> impl Iterator<Item = Result<(u64, &str), RecordError>> {
        let too_long =
            self.too_long.map(|line| Err(RecordError::new(line, RecordErrorKind::TooLong { limit: self.limit })));
        let whole = self.bytes.strip_suffix(b"\n").unwrap_or(&self.bytes);
        let none = self.bytes.is_empty();
        whole
            .split(|b| *b == b'\n')
            .filter(move |_| !none)
            .zip(self.first_line..)
            .map(|(bytes, line)| match std::str::from_utf8(bytes) {
                Ok(text) => Ok((line, text.strip_prefix('\u{feff}').unwrap_or(text))),
                Err(e) => Err(RecordError::new(line, RecordErrorKind::NotUtf8 { offset: e.valid_up_to() })),
            })
            .chain(too_long)
    }

    /// The raw bytes of a line of this chunk, for whoever keeps rejected records; none of a line
    /// over the limit. O(1), after O(length) at the first call.
    #[must_use]
    pub fn raw(&self, line: u64) -> &[u8] {
        let starts = self.starts.get_or_init(|| {
            let behind = self.bytes.iter().zip(1..).filter(|(b, _)| **b == b'\n').map(|(_, at)| at);
            std::iter::once(0).chain(behind).collect()
        });
        let Some(i) = line.checked_sub(self.first_line).and_then(|i| usize::try_from(i).ok()) else { return &[] };
        let Some(start) = starts.get(i) else { return &[] };
        let rest = &self.bytes[*start..];
        &rest[..starts.get(i + 1).map_or(rest.len(), |next| next - start - 1)]
    }

    /// Whether there is nothing but white space.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.too_long.is_none() && self.bytes.trim_ascii().is_empty()
    }
}

/// Cuts a reader into [`LineChunk`]s.
///
/// A line longer than the limit is passed over without being kept, so memory stays bounded.
#[derive(Debug)]
pub struct LineChunks<R> {
    reader: R,
    chunk_bytes: usize,
    limit: usize,
    next_line: u64,
}

impl<R: BufRead> LineChunks<R> {
    /// Chunks of about `chunk_bytes`, lines of at most `limit` bytes.
    pub fn new(reader: R, chunk_bytes: usize, limit: usize) -> Self {
        Self { reader, chunk_bytes, limit, next_line: 1 }
    }

    /// Reads one line into `bytes`, with its line feed. Says whether it was kept.
    fn line(&mut self, bytes: &mut Vec<u8>) -> io::Result<LineRead> {
        let start = bytes.len();
        let mut kept = true;
        loop {
            let available = match self.reader.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if available.is_empty() {
                return Ok(match (bytes.len() > start, kept) {
                    (_, false) => LineRead::PassedOver,
                    (true, true) => LineRead::Kept,
                    (false, true) => LineRead::End,
                });
            }
            let (part, done) = match available.iter().position(|b| *b == b'\n') {
                Some(i) => (&available[..=i], true),
                None => (available, false),
            };
            if kept && bytes.len() - start + part.len() - usize::from(done) > self.limit {
                kept = false;
                bytes.truncate(start);
            }
            if kept {
                bytes.extend_from_slice(part);
            }
            let n = part.len();
            self.reader.consume(n);
            if done {
                return Ok(if kept { LineRead::Kept } else { LineRead::PassedOver });
            }
        }
    }
}

enum LineRead {
    Kept,
    PassedOver,
    End,
}

impl<R: BufRead> Iterator for LineChunks<R> {
    type Item = io::Result<LineChunk>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut chunk = LineChunk { first_line: self.next_line, limit: self.limit, ..LineChunk::default() };
        while chunk.bytes.len() < self.chunk_bytes {
            match self.line(&mut chunk.bytes) {
                Err(e) => return Some(Err(e)),
                Ok(LineRead::End) => break,
                Ok(LineRead::Kept) => self.next_line += 1,
                Ok(LineRead::PassedOver) => {
                    chunk.too_long = Some(self.next_line);
                    self.next_line += 1;
                    break;
                }
            }
        }
        (self.next_line > chunk.first_line).then_some(Ok(chunk))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], chunk: usize, limit: usize) -> Vec<String> {
        LineChunks::new(text, chunk, limit)
            .map(|c| c.expect("memory does not fail"))
            .flat_map(|c| {
                c.lines().map(|l| l.map_or_else(|e| e.to_string(), |(n, t)| format!("{n}:{t}"))).collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn lines_keep_their_numbers_over_chunks() {
        for chunk in [1, 4, 1000] {
            assert_eq!(read(b"a\n\nbb\nccc", chunk, 100), ["1:a", "3:bb", "4:ccc"]);
        }
    }

    #[test]
    fn a_long_line_is_passed_over_and_named() {
        assert_eq!(read(b"a\n0123456789\nb\n", 1000, 5), ["1:a", "line 2: the line is longer than 5 bytes", "3:b"]);
    }

    #[test]
    fn bad_utf8_is_named() {
        assert_eq!(read(b"ok\nno\xff\n", 1000, 100), ["1:ok", "line 2: invalid UTF-8 at byte 2 of the line"]);
    }
}
