//! Lines that stand in the text of an article but are no part of the report.

use crate::token::Span;

/// Beginnings of lines, small letters, that lead elsewhere or come from the page's furniture.
const LINE_STARTS: &[&str] = &[
    "read more", "read:", "read also", "read the full", "read next", "also read", "related:", "related coverage", "related article", "related stories", "see also", "more:",
    "more on this", "more from", "watch:", "watch now", "watch live", "watch the", "listen:", "photo:", "photos:", "photo by", "(photo", "[photo", "image:", "image copyright", "image caption", "image source", "video:",
    "picture:", "credit:", "advertisement", "story continues", "continue reading", "click here", "sign up", "subscribe", "follow us", "follow him on", "follow her on", "follow @", "like us on",
    "share this", "hide caption", "toggle caption", "enlarge this image", "media playback is", "copyright ©", "copyright 20", "© 20", "©20", "(c) 20", "all rights reserved",
    "this material may not be", "get the latest", "download the", "join the conversation", "trending:", "must read:", "must watch", "don't miss:", "skip advertisement", "please enable", "file photo", "file -", "(file)",
    "reporting by", "editing by", "additional reporting", "our standards:", "have something to tell us", "this article has been", "this story has been", "this story was originally",
    "story highlights", "just watched", "replay more videos", "email us at", "contact us at", "want to know more",
];

/// Anywhere in a short line.
const LINE_PARTS: &[&str] = &["hide caption", "toggle caption", "/getty images", "getty images)", "/ap images", "/reuters)", "(ap photo", "ap photo/", "/afp", "via getty", "(reuters photo", "— screenshot"];

/// Whether a whole line is page furniture. Only its first bytes are looked at.
pub(super) fn is_boilerplate(line: &str) -> bool {
    let mut cut = line.len().min(160);
    while !line.is_char_boundary(cut) {
        cut -= 1;
    }
    let lower = line[..cut].to_lowercase().replace('’', "'");
    let short = line.len() < 160;
    LINE_STARTS.iter().any(|s| lower.starts_with(s)) && (short || lower.starts_with("hide caption") || lower.starts_with("copyright"))
        || short && LINE_PARTS.iter().any(|p| lower.contains(p)) && line.len() < 130
        || is_byline(line)
        || !line.chars().any(char::is_alphabetic)
}

/// `By Ann Lee`, `By ANN LEE and Bo Kim`: a short line of names only.
fn is_byline(line: &str) -> bool {
    let Some(names) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else { return false };
    line.len() < 80
        && !line.ends_with('.')
        && names.split(' ').all(|w| w.starts_with(char::is_uppercase) || matches!(w, "and" | "de" | "van" | "von" | "for" | "|" | "," | "in" | "at" | "&"))
}

/// The block without a dateline: `WASHINGTON (Reuters) — `, `KYIV, Ukraine, May 4 (AP) - `.
pub(super) fn without_dateline(text: &str, block: Span) -> Span {
    let mut window = block.end.min(block.start + 90);
    while !text.is_char_boundary(window) {
        window -= 1;
    }
    let head = &text[block.start..window];
    let Some((at, dash)) = [" — ", " – ", " -- ", " - ", " —", "— "].iter().filter_map(|d| head.find(d).map(|at| (at, d))).min() else {
        return block;
    };
    let place = &head[..at];
    let city: String = place.chars().take_while(|c| !matches!(c, ',' | '(')).collect();
    let city = city.trim();
    let capitals = city.len() > 2 && city.chars().any(char::is_alphabetic) && !city.chars().any(char::is_lowercase);
    let agency = place.ends_with(')') && place.starts_with(char::is_uppercase) && place.contains('(');
    let words = place.split(' ').count();
    if (capitals && words <= 9 || agency && words <= 8) && !place.contains(['“', '"', ':', '?', '!']) {
        super::boundary::trimmed(text, Span::new(block.start + at + dash.len(), block.end))
    } else {
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture_is_told_from_prose() {
        for line in ["READ: What the report says", "Related coverage: Ten facts", "By Ann Lee and Bo Kim", "Photo by Ann Lee", "Enlarge this image toggle caption Ann Lee/AP Ann Lee/AP", "* * *"] {
            assert!(is_boilerplate(line), "{line}");
        }
        for line in ["Read the report again and one sees why China objects to it, in spite of all.", "By Friday the army had left.", "More people died in 2020."] {
            assert!(!is_boilerplate(line) , "{line}");
        }
    }

    #[test]
    fn datelines_go() {
        for (text, rest) in [
            ("WASHINGTON (Reuters) - China denied it.", "China denied it."),
            ("KYIV, Ukraine — Russia denied it.", "Russia denied it."),
            ("Beijing (AFP) — China denied it.", "China denied it."),
            ("The army — all of it — left.", "The army — all of it — left."),
        ] {
            assert_eq!(without_dateline(text, Span::new(0, text.len())).of(text), rest);
        }
    }
}
