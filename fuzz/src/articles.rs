//! Articles as JSON Lines, as separated values and as plain text.

use gainsay::{Article, ArticleChunk, DelimitedArticles, FieldMap, LineChunks, Rejected};

use crate::bytes::Bytes;

pub(crate) fn check(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let format = bytes.byte();
    let limit = *bytes.pick(&[16, 100, 1000, 1 << 20]);
    let chunk = *bytes.pick(&[1, 7, 100, 1 << 18]);
    let input = bytes.rest();
    let mut fields = FieldMap::default();
    fields.keep("section");
    if format & 4 == 0 {
        fields.set_default_source("Post");
    }
    match format % 4 {
        0 => lines(input, chunk, limit, &fields),
        1 => delimited(input, b',', limit, &fields),
        2 => delimited(input, b'\t', limit, &fields),
        _ => plain(input),
    }
}

fn lines(input: &[u8], chunk: usize, limit: usize, fields: &FieldMap) {
    let n_lines = input.iter().filter(|b| **b == b'\n').count() as u64 + 1;
    let mut last = 0;
    let mut n_records = 0;
    for chunk in LineChunks::new(input, chunk, limit) {
        let chunk = chunk.expect("memory does not fail");
        for line in chunk.all_lines().flatten() {
            assert!(line.0 > last && line.0 <= n_lines, "line {} after {last} of {n_lines}", line.0);
            assert!(line.1.len() <= limit);
            last = line.0;
        }
        for record in ArticleChunk::Json(chunk).articles("in", fields) {
            n_records += 1;
            match record {
                Ok(article) => good(&article, limit),
                Err(Rejected { error, raw }) => {
                    assert!((1..=n_lines).contains(&error.line()));
                    let line = input.split(|b| *b == b'\n').nth(error.line() as usize - 1).expect("it was counted");
                    assert!(raw.is_empty() || raw == line, "line {} is not what was refused", error.line());
                    assert!(!error.to_string().is_empty() && error.to_string().len() < 10_000);
                }
            }
        }
    }
    assert!(n_records <= n_lines);
}

fn delimited(input: &[u8], delimiter: u8, limit: usize, fields: &FieldMap) {
    let Ok(chunks) = DelimitedArticles::new(input, delimiter, "in", fields, limit) else { return };
    let n_lines = input.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() as u64 + 1;
    for record in chunks.flat_map(|chunk| chunk.expect("memory does not fail").articles("in", fields)) {
        match record {
            Ok(article) => good(&article, limit),
            Err(bad) => assert!((1..=n_lines).contains(&bad.error.line()), "line {} of {n_lines}", bad.error.line()),
        }
    }
}

fn plain(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let article = Article::from_plain_text("1", "Post", text);
    assert!(text.contains(&article.title) && text.contains(&article.text));
    assert_eq!(article.text.trim().is_empty(), text.trim_start_matches('\u{feff}').trim().is_empty());
}

fn good(article: &Article, limit: usize) {
    assert!(!article.id.trim().is_empty() && !article.source.trim().is_empty() && !article.text.trim().is_empty());
    assert!(article.text.len() <= limit, "{} bytes of a record of {limit}", article.text.len());
    assert!(article.kept.keys().all(|k| k == "section"));
}
