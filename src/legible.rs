//! Text of unknown origin, as it may stand where people read it.

use std::borrow::Cow;

/// What stands for a character that must not.
const REPLACED: char = '\u{fffd}';

/// One line of text that cannot steer a terminal or turn its neighbours around: control characters
/// and marks that override the direction of writing become `�`, breaks and tabs blanks. O(length).
///
/// Data formats keep such characters; this is for tables, messages and charts.
///
/// ```
/// assert_eq!(gainsay::legible("Post\u{1b}[2J\u{202e}x\n"), "Post�[2J�x ");
/// ```
#[must_use]
pub fn legible(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| shown(c) == c) { Cow::Borrowed(text) } else { text.chars().map(shown).collect() }
}

fn shown(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() || is_override(c) => REPLACED,
        c => c,
    }
}

/// Whether a character turns the direction of what follows (Unicode Standard Annex 9, 2).
pub(crate) fn is_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
