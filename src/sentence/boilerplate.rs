//! Lines that stand in the text of an article but are no part of the report.

use crate::token::Span;

/// Beginnings of lines, small letters, that lead elsewhere or come from the page's furniture.
#[rustfmt::skip]
const LINE_STARTS: &[&str] = &[
    "(c) 20", "[photo", "additional reporting", "advertisement", "all rights reserved", "also read", "also see",
    "also watch", "an error has occurred", "ap photo", "by signing up", "click here", "contact us at",
    "continue reading", "contributing:", "copyright 20", "copyright ©", "credit:", "don't miss:", "don’t miss:",
    "download the", "editing by", "email sign up", "email us at", "enlarge this image", "facebook twitter", "file -",
    "file photo", "file)", "follow @", "follow her on", "follow him on", "follow us", "full coverage:",
    "get the latest", "getty images", "have something to tell us", "hide caption", "image caption", "image copyright",
    "image source", "image:", "invalid email address", "join the conversation", "just watched", "like us on",
    "link copied", "listen to article", "listen:", "loading...", "media playback is", "more from", "more on this",
    "more:", "must read:", "must watch", "newsletter sign", "next image", "our standards:", "photo by", "photo:",
    "photograph:", "photographer:", "photos:", "picture:", "play video", "please enable", "please re-enter",
    "please try again later", "prev next image", "read also", "read more", "read next", "read or share this",
    "read the full", "read:", "related article", "related coverage", "related stories", "related:",
    "replay more videos", "reporting by", "reuters/", "see also", "share on facebook", "share on twitter",
    "share this", "show comments", "sign up", "skip advertisement", "slideshow (", "story continued",
    "story continues", "story highlights", "subscribe", "thank you for subscribing", "this article has been",
    "this article is more than", "this material may not be", "this site is protected by", "this story has been",
    "this story was originally", "toggle caption", "trending:", "video:", "view comments", "want to know more",
    "watch live", "watch now", "watch the", "watch:", "with assistance by", "with files from", "x embedded content",
    "x youtube video", "you can unsubscribe", "you may opt-out", "© 20", "©20",
];

/// Anywhere in a short line: credits of pictures.
#[rustfmt::skip]
const CREDITS: &[&str] = &[
    "(ap photo", "(reuters photo", "/afp", "/ap images", "/ap photo", "/getty images", "/reuters)", "ap photo/",
    "getty images)", "via getty",
];

/// Lines of prose are longer than most furniture.
const SHORT: usize = 160;

/// Whether a whole line is page furniture. Only its first bytes are looked at.
pub(super) fn is_boilerplate(line: &str) -> bool {
    let mut buffer = [0; SHORT];
    let small = small_letters(line, &mut buffer);
    let opening = small.trim_start_matches(['(', ' ']);
    let furniture = starts_like_furniture(opening)
        && (line.len() < SHORT || opening.starts_with("hide caption") || opening.starts_with("copyright"));
    furniture || line.len() < 130 && has_credit(small) || is_byline(line) || !line.contains(char::is_alphabetic)
}

/// Whether a sentence is the credit behind a caption: `(AP Photo/Ann Lee)`.
pub(super) fn is_credit(sentence: &str) -> bool {
    sentence.len() < 80 && has_credit(small_letters(sentence, &mut [0; SHORT]))
}

fn starts_like_furniture(small: &str) -> bool {
    let Some(first) = small.bytes().next() else { return false };
    let from = LINE_STARTS.partition_point(|s| s.as_bytes()[0] < first);
    LINE_STARTS[from..].iter().take_while(|s| s.as_bytes()[0] == first).any(|s| small.starts_with(s))
}

fn has_credit(small: &str) -> bool {
    // Prose has few slashes and brackets: the search for all credits is rarely needed.
    let likely = small.bytes().any(|b| matches!(b, b'/' | b'(' | b')')) || small.contains("via getty");
    likely && CREDITS.iter().any(|p| small.contains(p))
}

/// The beginning of a line, its ASCII letters made small.
fn small_letters<'b>(line: &str, buffer: &'b mut [u8; SHORT]) -> &'b str {
    let head = &line[..line.floor_char_boundary(SHORT)];
    let out = &mut buffer[..head.len()];
    out.copy_from_slice(head.as_bytes());
    out.make_ascii_lowercase();
    str::from_utf8(out).unwrap_or("")
}

/// `By Ann Lee`, `By ANN LEE and Bo Kim`: a short line of names only.
fn is_byline(line: &str) -> bool {
    let Some(names) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else { return false };
    line.len() < 80
        && !line.ends_with('.')
        && names.split(' ').all(|w| {
            w.starts_with(char::is_uppercase)
                || matches!(w, "and" | "de" | "van" | "von" | "for" | "|" | "," | "in" | "at" | "&")
        })
}

/// The block without a dateline: `WASHINGTON (Reuters) — `, `KYIV, Ukraine, May 4 (AP) - `.
pub(super) fn without_dateline(text: &str, block: Span) -> Span {
    let line = block.of(text);
    let head = &line[..line.floor_char_boundary(90)];
    let Some((at, dash)) =
        [" — ", " – ", " -- ", " - ", " —", "— "].iter().filter_map(|d| head.find(d).map(|at| (at, d))).min()
    else {
        return block;
    };
    let place = &head[..at];
    let city: String = place.chars().take_while(|c| !matches!(c, ',' | '(')).collect();
    let city = city.trim();
    let capitals = city.len() > 2 && city.chars().any(char::is_alphabetic) && !city.chars().any(char::is_lowercase);
    let agency = place.ends_with(')') && place.starts_with(char::is_uppercase) && place.contains('(');
    let words = place.split(' ').count();
    if (capitals && words <= 9 || agency && words <= 8) && !place.contains(['“', '"', ':', '?', '!']) {
        super::block::trimmed(text, Span::new(block.start + at + dash.len(), block.end))
    } else {
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_starts_are_in_order() {
        assert!(LINE_STARTS.is_sorted());
    }

    #[test]
    fn furniture_is_told_from_prose() {
        for line in [
            "READ: What the report says",
            "Related coverage: Ten facts",
            "By Ann Lee and Bo Kim",
            "Photo by Ann Lee",
            "( Related: What we know )",
            "Enlarge this image toggle caption Ann Lee/AP Ann Lee/AP",
            "* * *",
        ] {
            assert!(is_boilerplate(line), "{line}");
        }
        for line in [
            "Read the report again and one sees why China objects to it, in spite of all.",
            "By Friday the army had left.",
            "More people died in 2020.",
        ] {
            assert!(!is_boilerplate(line), "{line}");
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
