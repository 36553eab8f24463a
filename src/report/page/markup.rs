//! Numbers and names as a page writes them.

use crate::aggregate::{Difference, Share, Speaker};
use crate::legible::legible;

/// A place along a chart, 0 to 1, as a percentage of its width.
pub(super) fn along(share: f64) -> String {
    let text = format!("{:.1}", 100.0 * share.clamp(0.0, 1.0));
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

/// `33`.
pub(super) fn points(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

/// `33 (16–56)`, in percent.
pub(super) fn percent(share: &Share) -> String {
    format!("{} ({}–{})", points(share.value), points(share.low), points(share.high))
}

/// `+12 (+4 to +20)`, in points, with a star where the difference is found.
pub(super) fn difference(d: &Difference) -> String {
    let signed = |x: f64| match format!("{:+.0}", 100.0 * x) {
        zero if zero == "+0" || zero == "-0" => "0".to_owned(),
        signed => signed,
    };
    let star = if d.is_found() { " *" } else { "" };
    format!("{} ({} to {}){star}", signed(d.share.value), signed(d.share.low), signed(d.share.high))
}

/// `2,000`.
pub(super) fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 article`, `12 articles`; the noun takes an s.
pub(super) fn several(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", thousands(n), if n == 1 { "" } else { "s" })
}

/// A name without control characters, which neither HTML nor XML can hold, and without what turns
/// the direction of the words around it.
pub(super) fn shown(name: &str) -> String {
    legible(name).into_owned()
}

/// How a speaker is called.
pub(super) fn speaker(speaker: &Speaker) -> String {
    match speaker {
        Speaker::Outlet => "the outlet itself".to_owned(),
        Speaker::Actor(name) => shown(name),
        Speaker::Unnamed => "somebody unnamed".to_owned(),
    }
}

/// An address, if it is one of the web: nothing else becomes a link.
pub(super) fn address(url: &str) -> Option<&str> {
    let url = url.trim();
    let is_web = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    let is_clean = !url.chars().any(|c| c.is_control() || c.is_whitespace());
    ((is_web("http://") || is_web("https://")) && is_clean).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_an_address() {
        assert_eq!(address(" HTTPS://example.org/a?b=\"c\" "), Some("HTTPS://example.org/a?b=\"c\""));
        for url in ["javascript:alert(1)", "data:text/html,x", "//example.org", "http:example", "https://a\nb", "", "é"]
        {
            assert_eq!(address(url), None, "{url}");
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([along(0.333), along(0.5), along(1.2)], ["33.3%", "50%", "100%"]);
    }
}
