//! Articles as CSV or TSV.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Article, ArticleChunk, FieldMap, Rejected, Values};
use crate::record::{RecordError, RecordErrorKind};

/// How many bytes of text make a chunk.
const CHUNK_BYTES: usize = 256 * 1024;

/// What a row takes beside its text, so that rows without any make chunks too.
const ROW_BYTES: usize = 64;

/// A header longer than this is none: of every column the name is kept.
const MAX_HEADER_BYTES: usize = 1 << 20;

/// Reads articles from comma- or tab-separated values whose first row names the columns.
pub struct DelimitedArticles<R> {
    reader: csv::Reader<Bounded<R>>,
    read_since_row: Arc<AtomicUsize>,
    limit: usize,
    delimiter: u8,
    columns: Vec<Option<usize>>,
    header: Vec<String>,
    fields: FieldMap,
    input: String,
    done: bool,
}

impl<R: Read> DelimitedArticles<R> {
    /// Reads the header row; `delimiter` is `b','` or `b'\t'`, `input` names the
    /// input in the ids of articles that have none, and no row may be longer than about `limit` bytes.
    ///
    /// # Errors
    ///
    /// If the header cannot be read or has no column for the text or, without a default source,
    /// for the source.
    pub fn new(reader: R, delimiter: u8, input: &str, fields: &FieldMap, limit: usize) -> Result<Self, RecordError> {
        let read_since_row = Arc::new(AtomicUsize::new(0));
        let longest = Arc::new(AtomicUsize::new(limit.min(MAX_HEADER_BYTES)));
        let bounded = Bounded { inner: reader, read_since_row: read_since_row.clone(), limit: longest.clone() };
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bounded);
        let header: Vec<String> = match reader.headers() {
            Ok(row) => row.iter().map(|n| n.trim_start_matches('\u{feff}').trim().to_owned()).collect(),
            Err(e) if is_too_long(&e) => {
                let cause = format!("the header is longer than {} bytes", limit.min(MAX_HEADER_BYTES));
                return Err(RecordError::new(1, RecordErrorKind::NotCsv { cause }));
            }
            Err(e) => return Err(RecordError::new(1, RecordErrorKind::NotCsv { cause: e.to_string() })),
        };
        longest.store(limit, Ordering::Relaxed);
        let columns: Vec<_> = header.iter().map(|n| fields.field(n)).collect();
        let needed = |field: usize| !(columns.contains(&Some(field)) || field == 1 && fields.default_source.is_some());
        let is_empty = header.iter().all(String::is_empty);
        if let Some(field) = [1, 5].into_iter().find(|f| needed(*f)).filter(|_| !is_empty) {
            return Err(RecordError::new(
                1,
                RecordErrorKind::MissingField { field: FieldMap::FIELDS[field].to_owned(), found: header },
            ));
        }
        Ok(Self {
            reader,
            read_since_row,
            limit,
            delimiter,
            columns,
            header,
            fields: fields.clone(),
            input: input.to_owned(),
            done: false,
        })
    }

    fn article(&self, line: u64, row: &csv::ByteRecord) -> Result<Article, RecordError> {
        if row.as_slice().len() > self.limit {
            return Err(RecordError::new(line, RecordErrorKind::TooLong { limit: self.limit }));
        }
        if row.len() != self.header.len() {
            let cause = format!("{} fields where the header has {}", row.len(), self.header.len());
            return Err(RecordError::new(line, RecordErrorKind::NotCsv { cause }));
        }
        let mut values = Values::default();
        for ((value, column), name) in row.iter().zip(&self.columns).zip(&self.header) {
            let keeps = self.fields.keeps(name);
            if column.is_none() && !keeps {
                continue;
            }
            let text = std::str::from_utf8(value)
                .map_err(|e| RecordError::new(line, RecordErrorKind::NotUtf8 { offset: e.valid_up_to() }))?;
            match column {
                Some(i) => values.own[*i] = Some(text.to_owned()),
                None => drop(values.kept.insert(name.clone(), text.to_owned())),
            }
        }
        self.fields.article(&self.input, line, values, &|| self.header.clone())
    }

    /// The row written anew: what it was, but for the choice of quotation marks.
    fn raw(&self, row: &csv::ByteRecord) -> Vec<u8> {
        let mut writer = csv::WriterBuilder::new().delimiter(self.delimiter).flexible(true).from_writer(Vec::new());
        writer.write_byte_record(row).expect("memory does not fail");
        let mut raw = writer.into_inner().expect("memory does not fail");
        raw.pop();
        raw
    }
}

impl<R: Read> Iterator for DelimitedArticles<R> {
    type Item = io::Result<ArticleChunk>;

    fn next(&mut self) -> Option<io::Result<ArticleChunk>> {
        let mut articles = Vec::new();
        let mut bytes = 0;
        let mut row = csv::ByteRecord::new();
        while bytes < CHUNK_BYTES && !self.done {
            let line = self.reader.position().line();
            self.read_since_row.store(0, Ordering::Relaxed);
            match self.reader.read_byte_record(&mut row) {
                Ok(true) => {
                    bytes += row.as_slice().len() + ROW_BYTES;
                    let line = row.position().map_or(line, csv::Position::line);
                    articles.push(
                        self.article(line, &row)
                            .map_err(|error| Rejected { error: Box::new(error), raw: self.raw(&row) }),
                    );
                }
                Ok(false) => self.done = true,
                Err(e) => {
                    self.done = true;
                    let (too_long, cause) = (is_too_long(&e), e.to_string());
                    let kind = match e.into_kind() {
                        _ if too_long => RecordErrorKind::TooLong { limit: self.limit },
                        // The input failed, not the record.
                        csv::ErrorKind::Io(e) => return Some(Err(e)),
                        _ => RecordErrorKind::NotCsv { cause },
                    };
                    let error = RecordError::new(line, kind);
                    articles.push(Err(Rejected { error: Box::new(error), raw: Vec::new() }));
                }
            }
        }
        (!articles.is_empty()).then_some(Ok(ArticleChunk::Parsed(articles)))
    }
}

/// Fails when a row takes more than the limit: an unclosed quotation mark would swallow the rest
/// of the input.
struct Bounded<R> {
    inner: R,
    read_since_row: Arc<AtomicUsize>,
    limit: Arc<AtomicUsize>,
}

/// What [`Bounded`] fails with.
#[derive(Debug, thiserror::Error)]
#[error("the row is too long")]
struct TooLong;

fn is_too_long(error: &csv::Error) -> bool {
    matches!(error.kind(), csv::ErrorKind::Io(e) if e.get_ref().and_then(|e| e.downcast_ref::<TooLong>()).is_some())
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        // What the reader had buffered before this row is not counted, so the bound is the limit
        // and one buffer.
        if self.read_since_row.fetch_add(n, Ordering::Relaxed) + n
            > self.limit.load(Ordering::Relaxed).max(buffer.len())
        {
            return Err(io::Error::new(io::ErrorKind::InvalidData, TooLong));
        }
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8]) -> Vec<Result<Article, Rejected>> {
        DelimitedArticles::new(text, b',', "in", &FieldMap::default(), 1 << 20)
            .expect("a good header")
            .flat_map(|c| c.expect("memory does not fail").articles("in", &FieldMap::default()))
            .collect()
    }

    #[test]
    fn quoted_line_breaks_and_bad_rows() {
        let rows = read(b"source,text,id\nPost,\"a\nb\",1\nPost,x\nMail,c,3\nMail,\xff,4\n");
        assert_eq!(rows[0].as_ref().expect("good").text, "a\nb");
        let short = rows[1].as_ref().expect_err("short");
        assert_eq!(short.error.to_string(), "line 4: not a CSV record: 2 fields where the header has 3");
        assert_eq!(short.raw, b"Post,x");
        assert_eq!(rows[2].as_ref().expect("good").id, "3");
        assert_eq!(
            rows[3].as_ref().expect_err("bad bytes").error.to_string(),
            "line 6: invalid UTF-8 at byte 0 of the line"
        );
    }

    #[test]
    fn a_header_without_text_is_refused() {
        let error = DelimitedArticles::new("source,body\n".as_bytes(), b',', "in", &FieldMap::default(), 1 << 20)
            .err()
            .expect("no text column");
        assert!(error.to_string().contains("`text` is missing"));
    }
}
