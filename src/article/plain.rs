//! Articles as plain text.

use super::Article;

/// A first line longer than this is no headline.
const MAX_TITLE_BYTES: usize = 160;

impl Article {
    /// The article that a plain text is: a short first line without a full stop, followed by
    /// more, is its headline.
    #[must_use]
    pub fn from_plain_text(id: &str, source: &str, text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim();
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let is_title =
            first.len() <= MAX_TITLE_BYTES && !first.trim_end().ends_with(['.', ',', ';']) && !rest.trim().is_empty();
        let (title, body) = if is_title { (first.trim(), rest.trim_start()) } else { ("", text) };
        Self {
            id: id.to_owned(),
            source: source.to_owned(),
            title: title.to_owned(),
            text: body.to_owned(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_first_line_is_the_headline() {
        let a = Article::from_plain_text("1", "Post", "Envoy denies it\n\nThe envoy denied it.");
        assert_eq!((a.title.as_str(), a.text.as_str()), ("Envoy denies it", "The envoy denied it."));
        let b = Article::from_plain_text("1", "Post", "The envoy denied it.\nAll of it.");
        assert_eq!(b.title, "");
    }
}
