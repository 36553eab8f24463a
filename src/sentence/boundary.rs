//! Where one sentence ends and the next begins.

use super::abbreviation::{Stop, first_word, is_office, is_opener, is_subject, is_time, stop_after, word_before};
use super::block::trimmed;
use crate::token::Span;

/// Verbs that attribute a quotation: `“Why?” Okoro asked.` is one sentence.
#[rustfmt::skip]
const SAYING: &[&str] = &[
    "said", "says", "asked", "asks", "told", "tells", "wrote", "writes", "tweeted", "texted", "added", "shouted",
    "replied", "replies", "continued", "cried", "exclaimed", "demanded", "wondered", "declared", "posted", "yelled",
    "responded", "quipped", "joked", "chanted", "recalled", "recalls", "inquired", "insisted", "screamed",
    "mused", "snapped",
];

/// Names that end with a sign.
const SIGNED: &[&str] = &["E", "Guess", "Jeb", "Jeopardy", "Wham", "Yahoo", "Yum"];

/// Marks that a sentence may open with.
const OPENING: &[char] = &['"', '“', '‘', '„', '\'', '(', '[', '«', '—', '–', '-', ' ', '¿', '¡'];

/// How far to look at what surrounds a stop, in bytes: the time stays linear whatever the text.
const WINDOW: usize = 300;

/// Calls `sentence` for each sentence of a trimmed block; what holds no letter or digit is none.
pub(super) fn split(text: &str, block: Span, sentence: &mut dyn FnMut(Span)) {
    let bytes = text.as_bytes();
    let mut start = block.start;
    // Whether a letter or digit came since `start`, and how far it is known.
    let (mut content, mut seen) = (false, block.start);
    let mut at = block.start;
    while let Some(length) = bytes[at..block.end].iter().position(|b| MAY_STOP[*b as usize]) {
        at += length;
        let run = run_length(&text[at..block.end]);
        if run == 0 {
            at += 1;
            while !text.is_char_boundary(at) {
                at += 1;
            }
            continue;
        }
        content |= text[seen..at].contains(char::is_alphanumeric);
        let end = at + run + closing_length(&text[start..at], &text[at + run..block.end]);
        let stops = Stops {
            before: &text[start..at],
            run: &text[at..at + run],
            closing: &text[at + run..end],
            after: &text[end..block.end],
        };
        if content && stops.end_sentence() {
            sentence(Span::new(start, end));
            (start, content) = (trimmed(text, Span::new(end, block.end)).start, false);
        }
        at = end.max(start);
        seen = at;
    }
    let rest = Span::new(start, block.end);
    if content || rest.of(text).contains(char::is_alphanumeric) {
        sentence(rest);
    }
}

/// The bytes that the signs of [`is_stop`] begin with.
const MAY_STOP: [bool; 256] = {
    let mut table = [false; 256];
    let firsts = [b'.', b'!', b'?', 0xe2, 0xe3, 0xef, 0xd8, 0xdb, 0xe0];
    let mut i = 0;
    while i < firsts.len() {
        table[firsts[i] as usize] = true;
        i += 1;
    }
    table
};

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…') || is_foreign_stop(c)
}

/// Stops of scripts that know no capitals: nothing but the end of a sentence.
fn is_foreign_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '؟' | '।' | '۔')
}

/// The length of the stops that `text` begins with, those of `. . .` and `? ...` too.
fn run_length(text: &str) -> usize {
    let mut length = text.len() - text.trim_start_matches(is_stop).len();
    while length > 0 && text[length..].starts_with(" .") && !text[length + 2..].starts_with(char::is_alphanumeric) {
        length += 2;
    }
    length
}

/// The length of the quotation marks, brackets and notes (`[4]`) that close with a stop.
fn closing_length(before: &str, after: &str) -> usize {
    let mut length = 0;
    while let Some(c) = after[length..].chars().next() {
        let next = &after[length + c.len_utf8()..];
        let alone = !next.starts_with(char::is_alphanumeric);
        let closes = match c {
            '”' | '’' | ')' | ']' | '»' | '」' | '』' => true,
            '"' => alone || !after[..length].ends_with('"') && closes_glued(before, next),
            '\'' | '*' => alone,
            // `‘No.’ ”`
            ' ' => length > 0 && next.strip_prefix('”').is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)),
            _ => false,
        };
        let closing = if closes {
            Some(c.len_utf8())
        } else {
            emoji_length(&after[length..]).or_else(|| note_length(&after[length..]))
        };
        let Some(closing) = closing else { break };
        length += closing;
    }
    length
}

/// Whether a straight quotation mark between a stop and a letter closes, as in `it."The firm`,
/// or opens: marks take turns, so the next one whose side is clear tells.
fn closes_glued(before: &str, after: &str) -> bool {
    let window = window_after(after);
    let mut unclear = 0;
    for (at, _) in window.match_indices('"') {
        let opens = window[..at].ends_with(|c: char| c.is_whitespace() || c == '(');
        let closes = !window[at + 1..].starts_with(char::is_alphanumeric);
        if opens != closes {
            return opens == (unclear % 2 == 0);
        }
        unclear += 1;
    }
    window_before(before).matches('"').count() % 2 == 1 || unclear == 0
}

/// The length of emoji, with the blank before them: they belong to the sentence that they follow.
fn emoji_length(text: &str) -> Option<usize> {
    let is_emoji = |c| matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{200d}' | '❤');
    let rest = text.trim_start_matches(' ').trim_start_matches(is_emoji);
    let length = text.len() - rest.len();
    (length > 0 && !text[..length].ends_with(' ')).then_some(length)
}

fn note_length(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('[')?.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(']')?;
    Some(text.len() - rest.len())
}

/// A run of stops and what stands around it.
struct Stops<'t> {
    /// The sentence so far.
    before: &'t str,
    run: &'t str,
    /// The marks that close with the stops.
    closing: &'t str,
    /// The rest of the block.
    after: &'t str,
}

impl Stops<'_> {
    fn end_sentence(&self) -> bool {
        let next = self.after.trim_start().trim_start_matches(OPENING);
        let Some(first) = next.chars().next() else { return true };
        if self.run.chars().any(is_foreign_stop) {
            return true;
        }
        if !self.after.starts_with(char::is_whitespace) {
            return self.is_glued(next);
        }
        if first.is_lowercase() && !self.may_open_small(next) || is_tail(next) {
            return false;
        }
        if self.run.contains(['!', '?']) {
            return !(self.quotes() && (attributes(next) || is_time(next))
                || self.is_aside(next)
                || self.is_signed_name(next));
        }
        if self.run == "." { self.full_stop_ends(next) } else { self.ellipsis_ends(next) }
    }

    /// Whether a quotation closes with the stops.
    fn quotes(&self) -> bool {
        self.closing.contains(['”', '"', '’', '\'', '»'])
    }

    fn full_stop_ends(&self, next: &str) -> bool {
        let word = word_before(self.before);
        let verdict = stop_after(word);
        if self.quotes() {
            // The stop is the quotation's own, but `“Dr.” Okoro` has a title in marks.
            return verdict != Stop::Never;
        }
        if verdict != Stop::Ends && self.after.trim_start().starts_with(['—', '–', '-']) {
            return false;
        }
        match verdict {
            Stop::Never => false,
            Stop::Initial => self.initial_ends(word, next),
            Stop::NotBeforeNumber => !next.starts_with(char::is_numeric),
            Stop::NotBeforeTime => !next.starts_with(char::is_numeric) && !is_time(next),
            Stop::NotBeforeOffice => !is_office(next),
            Stop::BeforeOpener => is_opener(next) || self.opens_quotation(),
            Stop::Acronym => is_opener(next) || self.opens_quotation() || is_subject(next),
            Stop::Ends => !self.is_list_number(word),
        }
    }

    /// `J. Edgar` and `John I. Lee` go on, `Plan B. The …`, `AT&T. Okoro …` and `so do I. Okoro …` end.
    fn initial_ends(&self, word: &str, next: &str) -> bool {
        let head = &self.before[..self.before.len() - word.len()];
        let words = head.trim_end_matches(OPENING);
        if words.is_empty() {
            return false;
        }
        let joined = head.ends_with(['&', '-']) && !words.ends_with('.');
        let last = word_before(words);
        joined || is_opener(next) || word == "I" && (last == "War" || last.starts_with(char::is_lowercase))
    }

    /// `1. First item`, also behind a colon: the number is no sentence.
    fn is_list_number(&self, word: &str) -> bool {
        let number = word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit())
            || word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
        let head =
            self.before[..self.before.len() - word.len()].trim_end_matches(|c: char| c.is_whitespace() || c == '(');
        number && !word.is_empty() && (head.is_empty() || head.ends_with([':', ';']))
    }

    /// An ellipsis goes on within a sentence as often as it ends one.
    fn ellipsis_ends(&self, next: &str) -> bool {
        let last = word_before(self.before);
        if self.quotes() {
            return !attributes(next);
        }
        if last.eq_ignore_ascii_case(first_word(next)) || !next.starts_with(|c: char| c.is_alphanumeric()) {
            return false;
        }
        let dots = self.run.chars().filter(|c| *c != ' ').count();
        let omission = self.before.ends_with(char::is_whitespace) && dots < 4;
        !next.starts_with(char::is_numeric)
            && (!omission || is_opener(next) && first_word(next) != "I" || self.opens_quotation())
    }

    /// Whether the next words are a quotation that is a sentence, not a name in marks.
    fn opens_quotation(&self) -> bool {
        let rest = self.after.trim_start();
        let (open, close) = if rest.starts_with('“') { ('“', '”') } else { ('"', '"') };
        let Some(quoted) = rest.strip_prefix(open) else { return false };
        let quoted = window_after(quoted);
        quoted.find(close).is_none_or(|at| quoted[..at].ends_with(['.', ',', '!', '?']))
    }

    /// `(who else?) Okoro` and `– why not? – Okoro` within a sentence.
    fn is_aside(&self, next: &str) -> bool {
        let before = window_before(self.before);
        let bracket = self.closing.contains(')')
            && before.rfind('(').is_some_and(|at| !before[..at].trim().is_empty())
            && !is_opener(next);
        let dash = self.after.trim_start().chars().next().filter(|c| matches!(c, '—' | '–'));
        bracket || self.closing.is_empty() && dash.is_some_and(|dash| before.contains(dash))
    }

    /// `Yahoo! Inc.`, `Jeopardy! host`: the sign belongs to the name.
    fn is_signed_name(&self, next: &str) -> bool {
        SIGNED.contains(&word_before(self.before)) && !is_opener(next)
    }

    /// Whether the sentence may end although a small letter follows: names like `iPhone` and
    /// `al-Shabab` have one, and some write nothing else.
    fn may_open_small(&self, next: &str) -> bool {
        let mut word = next.chars();
        let name = word.next().is_some() && word.next().is_some_and(char::is_uppercase)
            || next.strip_prefix("al-").is_some_and(|rest| rest.starts_with(char::is_uppercase));
        let last = word_before(self.before);
        let ends = self.closing.is_empty()
            && last.len() > 1
            && stop_after(last) == Stop::Ends
            && !self.run.contains(['…', ' ']);
        ends && self.run.len() < 3 && (name || self.before.starts_with(char::is_lowercase) && !last.contains('.'))
    }

    /// A stop with no white space behind it: `…the end.The next…`, never inside an address.
    fn is_glued(&self, next: &str) -> bool {
        let mut after = next.chars();
        if !after.next().is_some_and(char::is_uppercase) || self.after.starts_with(['-', '–', '\'', '/']) {
            return false;
        }
        if self.quotes() {
            return self.after.starts_with(|c: char| c.is_alphabetic() || OPENING.contains(&c));
        }
        let token = window_before(self.before).rsplit(char::is_whitespace).next().unwrap_or("");
        let tail = window_after(next).split(char::is_whitespace).next().unwrap_or("");
        if token.contains(['/', '@', '.', '_'])
            || tail.contains(['/', '@', '_'])
            || tail.trim_end_matches('.').contains('.') && !tail.ends_with('.')
        {
            return false;
        }
        let last = word_before(self.before);
        let word = first_word(next);
        // `Node.Js` and `Better.GOP` are names, but small letters do not end one.
        let plain = last.len() > 2 && last.chars().all(char::is_lowercase)
            || last.is_empty() && token.ends_with([')', '”', '%']);
        let mixed = word.contains(char::is_lowercase);
        if self.run != "." && self.run.contains(['.', '…']) {
            return mixed && !last.eq_ignore_ascii_case(word) || is_opener(next);
        }
        let ordinary = last.len() > 1
            && stop_after(last) == Stop::Ends
            && (is_opener(next) || mixed && last.len() > 3 && word.len() > 3);
        self.run == "." && ordinary || plain && (mixed || word.len() > 2 || is_opener(next))
    }
}

/// Whether nothing but tags and addresses is left, which belong to the sentence before them.
fn is_tail(next: &str) -> bool {
    let is_tag = |w: &str| {
        w.starts_with(['#', '@'])
            || w.starts_with("http")
            || w.starts_with("pic.twitter.com/")
            || !w.contains(char::is_alphanumeric)
    };
    let next = next.trim_end();
    next.len() < WINDOW && next.split_whitespace().take(12).all(is_tag)
}

/// Whether an attribution follows: `… Okoro asked`, `… the minister said`, not `He said that …`.
fn attributes(next: &str) -> bool {
    if is_opener(next) && first_word(next) != "I" {
        return false;
    }
    let mut words = window_after(next).split_whitespace().take(10);
    while let Some(word) = words.next() {
        if SAYING.contains(&word.trim_end_matches(|c: char| !c.is_alphanumeric())) {
            let said = word.starts_with("sa");
            return !(said
                && words.next().is_some_and(|w| matches!(w, "he" | "she" | "they" | "it" | "that" | "there" | "in")));
        }
        if word.ends_with(['!', '?', '.']) && stop_after(word_before(&word[..word.len() - 1])) == Stop::Ends {
            break;
        }
    }
    false
}

/// The last bytes of a text, cut before a character.
fn window_before(text: &str) -> &str {
    let mut start = text.len().saturating_sub(WINDOW);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// The first bytes of a text, cut behind a character.
fn window_after(text: &str) -> &str {
    &text[..text.floor_char_boundary(WINDOW)]
}
