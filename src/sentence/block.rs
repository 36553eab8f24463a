//! The paragraphs, list items and finished lines of a text: no sentence reaches over their ends.

use super::abbreviation::{Stop, stop_after, word_before};
use crate::token::Span;

const BULLETS: &[char] = &['•', '●', '▪', '■', '◦', '‣', '·', '►', '→', '✓', '✔', '★', '>', '*', '-', '–', '—'];

/// The paragraphs of a text (and its list items and finished lines), trimmed, bullets removed.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let block = Span::new(at, block_end(text, at));
            at = block.end + 1;
            let block = without_bullet(text, trimmed(text, block));
            if block.start < block.end {
                return Some(block);
            }
        }
        None
    })
}

/// The end (exclusive, at a line feed or the text's end) of the block that starts at `from`.
fn block_end(text: &str, from: usize) -> usize {
    let mut line_start = from;
    loop {
        let Some(length) = text[line_start..].find('\n') else { return text.len() };
        let line_end = line_start + length;
        let rest = &text[line_end + 1..];
        let next = &rest[..rest.find('\n').unwrap_or(rest.len())];
        if !goes_on(text[line_start..line_end].trim(), next.trim()) {
            return line_end;
        }
        line_start = line_end + 1;
    }
}

/// Whether `next` is the same paragraph as the line before it, broken to fit a width.
fn goes_on(line: &str, next: &str) -> bool {
    let (Some(last), Some(first)) = (line.chars().next_back(), next.chars().next()) else { return false };
    if bullet_length(next) > 0 || is_list_number(next) {
        return false;
    }
    let verdict = if last == '.' { stop_after(word_before(&line[..line.len() - 1])) } else { Stop::Ends };
    if matches!(last, '.' | '!' | '?' | '…') && verdict == Stop::Ends {
        return false;
    }
    first.is_lowercase() || verdict == Stop::Never || last != ':' && is_wrapped(line, next)
}

/// Whether a line is as long as its width allows: the first word of the next would not fit.
fn is_wrapped(line: &str, next: &str) -> bool {
    let heading = !line.contains(char::is_lowercase) && next.contains(char::is_lowercase);
    // No line of prose is broken at more than 120 signs, of up to four bytes.
    if heading || line.len() > 480 || next.len() > 480 {
        return false;
    }
    let width = line.chars().count();
    let word = next.split(char::is_whitespace).next().unwrap_or("").chars().count();
    (40..=120).contains(&width) && width + 1 + word >= next.chars().count()
}

/// `span` without white space at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let rest = span.of(text).trim_start();
    let start = span.end - rest.len();
    Span::new(start, start + rest.trim_end().len())
}

/// The length of the bullets (and the white space between them) that a line begins with.
fn bullet_length(line: &str) -> usize {
    let rest = line.strip_prefix("o ").filter(|rest| rest.starts_with(char::is_uppercase)).unwrap_or(line);
    let rest = rest.trim_start_matches(BULLETS);
    let bullets = line.len() - rest.len();
    // `-5` and `—Ann` have signs of their own.
    let clear = rest.starts_with(char::is_whitespace) || line[..bullets].ends_with(['•', '●', '▪', '■', '►', ' ']);
    if clear { bullets } else { 0 }
}

fn without_bullet(text: &str, span: Span) -> Span {
    let length = bullet_length(span.of(text));
    trimmed(text, Span::new(span.start + length, span.end))
}

/// Whether a line begins like an item of a list: `2. `, `3) `.
fn is_list_number(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    (1..=2).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "))
}
