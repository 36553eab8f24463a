//! Where one sentence ends and the next begins.

use super::abbreviation::{Stop, is_opener, stop_after};
use crate::token::Span;

/// Verbs that attribute a quotation: `“Why?” Okoro asked.` is one sentence.
const SAYING: &[&str] = &[
    "said", "says", "asked", "asks", "told", "wrote", "writes", "tweeted", "added", "shouted", "replied", "continued", "cried", "exclaimed",
    "demanded", "wondered", "declared", "posted", "yelled", "responded", "quipped", "joked", "chanted",
];

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
        let line = text[line_start..line_end].trim();
        let next = text[line_end + 1..].split('\n').next().unwrap_or("").trim();
        // A short line, or one that ends like a sentence, is no hard wrap.
        let finished = line.len() < 50 || line.ends_with(['.', '!', '?', ':', '"', '”', '’', ')', '…']);
        if next.is_empty() || finished || bullet_length(next) > 0 {
            return line_end;
        }
        line_start = line_end + 1;
    }
}

/// `span` without white space at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let s = span.of(text);
    let start = span.start + (s.len() - s.trim_start().len());
    Span::new(start, start + s.trim().len())
}

fn bullet_length(line: &str) -> usize {
    let mut chars = line.chars();
    match chars.next() {
        Some('•' | '●' | '▪' | '■' | '◦' | '‣' | '·' | '►' | '*' | '-' | '–' | '—') => line
            .char_indices()
            .find(|(_, c)| !matches!(c, '•' | '●' | '▪' | '■' | '◦' | '‣' | '·' | '►' | '*' | '-' | '–' | '—'))
            .filter(|(_, c)| c.is_whitespace())
            .map_or(0, |(at, _)| at),
        _ => 0,
    }
}

fn without_bullet(text: &str, span: Span) -> Span {
    let length = bullet_length(span.of(text));
    trimmed(text, Span::new(span.start + length, span.end))
}

/// Calls `sentence` for each sentence of a block.
pub(super) fn split(text: &str, block: Span, sentence: &mut dyn FnMut(Span)) {
    let bytes = text.as_bytes();
    let mut start = block.start;
    let mut at = block.start;
    while at < block.end {
        let stop = match bytes[at] {
            b'.' | b'!' | b'?' => 1,
            0xe2 if text[at..].starts_with('…') => 3,
            _ => {
                at += 1;
                continue;
            }
        };
        let run = text[at..block.end].trim_start_matches(['.', '!', '?', '…']);
        let stops = Span::new(at, block.end - run.len());
        debug_assert!(stops.end >= at + stop);
        let end = closing_end(text, stops.end, block.end);
        if ends_sentence(text, Span::new(start, block.end), stops, end) {
            sentence(trimmed(text, Span::new(start, end)));
            start = end;
        }
        at = end;
    }
    let rest = trimmed(text, Span::new(start, block.end));
    if rest.start < rest.end {
        sentence(rest);
    }
}

/// Behind the quotation marks and brackets that close with the stop before `at`.
fn closing_end(text: &str, mut at: usize, limit: usize) -> usize {
    for c in text[at..limit].chars() {
        let closes = match c {
            '”' | '’' | ')' | ']' | '»' => true,
            // A straight mark closes only if no letter follows it directly.
            '"' | '\'' => !text[at + 1..limit].starts_with(char::is_alphanumeric),
            _ => false,
        };
        if !closes {
            break;
        }
        at += c.len_utf8();
    }
    at
}

/// Whether the stops at `stops`, with closing marks up to `end`, close a sentence of `within`.
fn ends_sentence(text: &str, within: Span, stops: Span, end: usize) -> bool {
    let rest = &text[end..within.end];
    let Some(after) = rest.chars().next() else { return true };
    let next = rest.trim_start().trim_start_matches(['"', '“', '‘', '\'', '(', '[', '«', '—', '–', '-', ' ']);
    let Some(first) = next.chars().next() else { return true };
    let stop = stops.of(text);
    let closed = end > stops.end;
    if !after.is_whitespace() {
        return glued(text, within, stops, rest) && !closed || (closed && first.is_uppercase() && !rest.starts_with(['-', ',', ';', ':', '/']) && after.is_alphabetic());
    }
    if first.is_lowercase() {
        return false;
    }
    let next_word = next.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').next().unwrap_or("");
    if stop.contains(['!', '?']) {
        return !(closed && attributes(next)) && !brand_with_sign(text, within, stops, next);
    }
    if stop == "." {
        let word = word_before(text, within.start, stops.start);
        // Behind a closing mark the stop is the quotation's own.
        let verdict = if closed { Stop::Ends } else { stop_after(word) };
        return match verdict {
            Stop::Never => false,
            Stop::NotBeforeNumber => !first.is_numeric(),
            Stop::BeforeOpener => !first.is_numeric() && is_opener(next_word) || opens_quotation(rest),
            Stop::Ends => !(word.chars().all(|c| c.is_ascii_digit()) && is_list_number(text, within.start, stops.start)),
        };
    }
    // An ellipsis goes on within a quotation as often as it ends a sentence: a capital decides.
    first.is_uppercase() || first.is_numeric() && closed
}

/// `Yahoo! Inc.`, `Jeopardy! host`: the sign belongs to the name.
fn brand_with_sign(text: &str, within: Span, stops: Span, next: &str) -> bool {
    let word = word_before(text, within.start, stops.start);
    matches!(word, "Yahoo" | "Jeopardy" | "Yum") && !is_opener(next.split(' ').next().unwrap_or(""))
}

/// A full stop with no white space behind it: `…the end.The next…`, never inside an address.
fn glued(text: &str, within: Span, stops: Span, rest: &str) -> bool {
    let before = word_before(text, within.start, stops.start);
    let mut after = rest.chars();
    stops.of(text) == "."
        && before.len() > 2
        && before.chars().all(char::is_lowercase)
        && after.next().is_some_and(char::is_uppercase)
        && after.next().is_some_and(|c| c.is_lowercase() || c.is_whitespace())
        && !text[within.start..stops.start].rsplit(char::is_whitespace).next().unwrap_or("").contains(['/', '@', '.'])
}

/// Whether an attribution follows: `… Okoro asked`, `… the minister said`.
fn attributes(next: &str) -> bool {
    next.split(char::is_whitespace)
        .take(5)
        .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()))
        .skip(1)
        .any(|w| SAYING.contains(&w))
        && !next.starts_with("But ")
        && !next.starts_with("And ")
}

fn opens_quotation(rest: &str) -> bool {
    rest.trim_start().starts_with(['“', '"'])
}

/// The word that ends at `at`, with inner dots: `U.S`, `p.m`, `Gen`.
fn word_before(text: &str, from: usize, at: usize) -> &str {
    let head = &text[from..at];
    let start = head
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’'))
        .last()
        .map_or(head.len(), |(i, _)| i);
    head[start..].trim_start_matches(['.', '\'', '’'])
}

/// `1. First item`: the number that opens a block is no sentence.
fn is_list_number(text: &str, from: usize, at: usize) -> bool {
    text[from..at].trim().chars().all(|c| c.is_ascii_digit())
}
