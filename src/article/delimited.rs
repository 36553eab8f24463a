//! Articles as CSV or TSV.

use std::io::Read;

use super::{Article, ArticleChunk, FieldMap};
use crate::record::{RecordError, RecordErrorKind};

/// How many bytes of text make a chunk.
const CHUNK_BYTES: usize = 256 * 1024;

/// Reads articles from comma- or tab-separated values whose first row names the columns.
pub struct DelimitedArticles<R> {
    reader: csv::Reader<R>,
    columns: Vec<Option<usize>>,
    header: Vec<String>,
    fields: FieldMap,
    done: bool,
}

impl<R: Read> DelimitedArticles<R> {
    /// Reads the header row; `delimiter` is `b','` or `b'\t'`.
    ///
    /// # Errors
    ///
    /// If the header cannot be read or has no column for the text or, without a default source,
    /// for the source.
    pub fn new(reader: R, delimiter: u8, fields: &FieldMap) -> Result<Self, RecordError> {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(reader);
        let header: Vec<String> = match reader.headers() {
            Ok(row) => row.iter().map(|n| n.trim_start_matches('\u{feff}').trim().to_owned()).collect(),
            Err(e) => return Err(record_error(&e, 1)),
        };
        let columns: Vec<_> = header.iter().map(|n| fields.field(n)).collect();
        for field in [1, 5] {
            let absent = !columns.contains(&Some(field));
            if absent && !(field == 1 && fields.default_source.is_some()) && !(header.len() <= 1 && header.iter().all(String::is_empty)) {
                let kind = RecordErrorKind::MissingField { field: FieldMap::FIELDS[field].to_owned(), found: header };
                return Err(RecordError::new(1, kind));
            }
        }
        Ok(Self { reader, columns, header, fields: fields.clone(), done: false })
    }

    fn article(&self, line: u64, row: &csv::StringRecord) -> Result<Article, RecordError> {
        let mut values = <[Option<String>; 6]>::default();
        for (value, column) in row.iter().zip(&self.columns) {
            if let Some(i) = column {
                values[*i] = Some(value.to_owned());
            }
        }
        self.fields.article(line, values, &|| self.header.clone())
    }
}

impl<R: Read> Iterator for DelimitedArticles<R> {
    type Item = ArticleChunk;

    fn next(&mut self) -> Option<ArticleChunk> {
        let mut articles = Vec::new();
        let mut bytes = 0;
        let mut row = csv::StringRecord::new();
        while bytes < CHUNK_BYTES && !self.done {
            let line = self.reader.position().line();
            match self.reader.read_record(&mut row) {
                Ok(true) => {
                    bytes += row.as_slice().len();
                    articles.push(self.article(row.position().map_or(line, csv::Position::line), &row));
                }
                Ok(false) => self.done = true,
                Err(e) => {
                    self.done = matches!(e.kind(), csv::ErrorKind::Io(_));
                    articles.push(Err(record_error(&e, line)));
                }
            }
        }
        (!articles.is_empty()).then_some(ArticleChunk::Parsed(articles))
    }
}

fn record_error(error: &csv::Error, line: u64) -> RecordError {
    let line = error.position().map_or(line, csv::Position::line);
    let kind = match error.kind() {
        csv::ErrorKind::Utf8 { err, .. } => RecordErrorKind::NotUtf8 { offset: err.valid_up_to() },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => RecordErrorKind::NotCsv { cause: format!("{len} fields where the header has {expected_len}") },
        _ => RecordErrorKind::NotCsv { cause: error.to_string() },
    };
    RecordError::new(line, kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Result<Article, RecordError>> {
        DelimitedArticles::new(text.as_bytes(), b',', &FieldMap::default()).expect("a good header").flat_map(|c| c.articles(&FieldMap::default())).collect()
    }

    #[test]
    fn quoted_line_breaks_and_bad_rows() {
        let rows = read("source,text,id\nPost,\"a\nb\",1\nPost,x\nMail,c,3\n");
        assert_eq!(rows[0].as_ref().expect("good").text, "a\nb");
        assert_eq!(rows[1].as_ref().expect_err("short").to_string(), "line 4: not a CSV record: 2 fields where the header has 3");
        assert_eq!(rows[2].as_ref().expect("good").id, "3");
    }

    #[test]
    fn a_header_without_text_is_refused() {
        let error = DelimitedArticles::new("source,body\n".as_bytes(), b',', &FieldMap::default()).err().expect("no text column");
        assert!(error.to_string().contains("`text` is missing"));
    }
}
