//! The document around the charts and tables.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::markup::{several, shown};
use super::{Page, bars, denial, excerpt, findings, heat_map, listing, matrix, palette, story, trend};
use crate::aggregate::Count;
use crate::report::sections::estimated;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The whole document.
pub(super) fn document(page: &Page) -> String {
    let title = "Who is accused, and who denies it";
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(page.provenance.program);
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the report" }
                svg.unseen width="0" height="0" aria-hidden="true" { (palette::patterns()) }
                header { h1 { (title) } (findings::reading(page)) }
                main #main {
                    (summary(page))
                    @if page.actors.is_empty() {
                        p { "No actor has enough articles for a share." }
                    } @else {
                        (chosen(page))
                        (part("map", &format!("{}s and actors", capital(page.noun())), &html! { (cap(page)) (heat_map::table(page)) }))
                        (part("matrix", "Who accuses whom", &html! { (cap(page)) (matrix::table(page)) }))
                        @if let Some(section) = denial::section(page) { (part("denied", "Is the denial printed?", &section)) }
                        @if let Some(section) = story::section(page) { (part("same", "The same story", &section)) }
                        (part("all", "All numbers", &listing::table(page)))
                    }
                }
                (foot(page))
                (dialog())
                script #data type="application/json" { (PreEscaped(excerpt::json(page))) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    compact(&document.into_string())
}

/// The bars of one actor in a file of their own.
pub(super) fn picture(page: &Page, actor: usize) -> String {
    const WIDTH: usize = 720;
    const HEAD: usize = 64;
    let height = bars::height(page, actor);
    let name = shown(&page.actors[actor]);
    let order = page.order();
    let step = WIDTH / (order.len() + 1);
    let picture = html! {
        svg xmlns="http://www.w3.org/2000/svg" width=(WIDTH + 40) height=(HEAD + height + 60) role="img" aria-labelledby="t d" {
            title #t { "Sentences about " (name) }
            desc #d { "Stacked bars of the labels' shares by " (page.noun()) ", with 95 % intervals." }
            style { (PreEscaped(include_str!("picture.css"))) }
            (palette::patterns())
            rect.paper width="100%" height="100%" {}
            svg x="20" width=(WIDTH) overflow="visible" {
                text.head x="0" y="28" { "Sentences about " (name) }
                @for (i, class) in order.iter().enumerate() {
                    rect x=(i * step) y="40" width="22" height="12" class=(palette::style(page, *class)) {}
                    text x=(i * step + 28) y="50" { (page.label(*class)) }
                }
                rect.interval x=(order.len() * step + 1) y="43" width="20" height="6" rx="3" {}
                text x=(order.len() * step + 28) y="50" { "95 % interval" }
            }
            svg x="20" y=(HEAD) width=(WIDTH) height=(height) overflow="visible" { (bars::marks(page, actor)) }
            svg x="20" y=(HEAD + height) width=(WIDTH) overflow="visible" {
                text.quiet x="0" y="18" {
                    "Behind the name the number of articles; " (page.noun()) "s with fewer than " (page.groups.min_articles) " are left out."
                }
                @for (i, line) in page.provenance.lines().iter().enumerate() { text.quiet x="0" y=(34 + 14 * i) { (shown(line)) } }
            }
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", picture.into_string())
}

/// Marks of charts that hold nothing, without their end tags. Only a tag with attributes ends in a quotation mark
/// and `>`: in text both are escaped.
fn compact(document: &str) -> String {
    let short = |text: String, mark: &&str| text.replace(&format!("\"></{mark}>"), "\"/>");
    ["rect", "circle", "line", "path"].iter().fold(document.to_owned(), short)
}

fn part(id: &str, title: &str, content: &Markup) -> Markup {
    html! { section aria-labelledby={ (id) "-h" } { h2 id={ (id) "-h" } { (title) } (content) } }
}

fn summary(page: &Page) -> Markup {
    html! {
        section.lead aria-labelledby="lead-h" {
            h2 #lead-h { "In short" }
            div { h3 { "What stands out" } (findings::outstanding(page)) }
            div { h3 { "What is uncertain" } (findings::uncertain(page)) }
        }
    }
}

/// The actor that can be chosen, with what belongs to it.
fn chosen(page: &Page) -> Markup {
    html! {
        section aria-labelledby="actor-h" {
            h2 #actor-h { "One actor" }
            p.choice hidden data-script {
                label for="actor" { "Actor" } " "
                select #actor { @for (i, actor) in page.actors.iter().enumerate() { option value=(i) { (shown(actor)) } } }
                " " span.quiet { (several(page.actors.len(), "actor")) " of " (page.n_enough) " with enough articles" }
            }
            noscript { p.quiet { "Without scripts the page shows " (shown(&page.actors[0])) ", the actor that most articles mention; all others stand in the tables." } }
            (palette::legend(page))
            p.quiet.keys hidden data-script { "Activate a segment, dot or number to read the sentences behind it. Arrow keys move within a chart or table, Enter opens." }
            @for (i, actor) in page.actors.iter().enumerate() {
                div.panel data-actor=(i) hidden[i > 0] {
                    h3 { (shown(actor)) }
                    figure {
                        figcaption { "Shares of the sentences that mention the actor; behind the name the number of articles, ◀ the share " (page.label(page.groups.focus())) @if let Some(class) = page.favourable() { ", ▶ the share " (page.label(class)) } ", in percent with the 95 % interval" }
                        (bars::chart(page, i))
                    }
                    (left_out(page, i))
                    @if let Some(chart) = trend::chart(page, i) {
                        figure {
                            figcaption { "Over time, all " (page.noun()) "s together, by " (page.trend.as_ref().map_or("", |t| trend::noun(t.by))) "; discs " (page.label(page.groups.focus())) @if let Some(class) = page.favourable() { ", diamonds " (page.label(class)) } }
                            (chart)
                        }
                    } @else if page.trend.is_some() {
                        p.quiet { "Too few articles for a course over time." }
                    }
                }
            }
        }
    }
}

fn left_out(page: &Page, actor: usize) -> Markup {
    let few = bars::too_few(page, actor);
    html! {
        @if !few.is_empty() {
            details.few-list {
                summary { "Too few articles (fewer than " (page.groups.min_articles) "): " (several(few.len(), page.noun())) }
                p { @for (i, (group, n)) in few.iter().enumerate() { @if i > 0 { ", " } (shown(group)) " (" (n) ")" } }
            }
        }
    }
}

fn cap(page: &Page) -> Markup {
    let (n, all) = (page.compared().len(), page.actors.len());
    html! { @if n < all { p.quiet { "The " (n) " actors that most articles mention. The others can be chosen above and stand in the table of all numbers." } } }
}

fn dialog() -> Markup {
    html! {
        dialog #sentences aria-labelledby="sentences-h" {
            div.bar { h2 #sentences-h tabindex="-1" {} button type="button" #close { "Close" } }
            p #shown role="status" {}
            p.quiet {
                mark.actor { "actor" } " the actor, " mark.plus { "word" } " speaks for the label, " mark.minus { "word" } " against it."
            }
            ol #list {}
        }
    }
}

fn foot(page: &Page) -> Markup {
    let s = &page.groups;
    html! {
        footer {
            h2 { "How to read this" }
            p {
                "A model labels each sentence for each actor that it mentions: " (s.task.labels().join(", ")) ". Shares are "
                (estimated(s)) ". The label tells what the sentence does to the actor, not whether it is true. "
                "The sentences behind a number are the most certain ones of each " (page.noun()) ", actor and label, as many as this page has room for."
                @if s.count == Count::Independent { " Of text that several outlets printed, each counts its part." }
            }
            @let lines = page.provenance.lines();
            @if !lines.is_empty() {
                h2 { "Where the numbers come from" }
                @for line in lines { p.quiet { (shown(&line)) } }
                p.quiet { "Seed " (s.seed) "; the same program, files and options make the same page." }
            }
        }
    }
}

/// Nothing is loaded, and only this style and this script count.
fn policy() -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE)),
        base64(&Sha256::digest(SCRIPT))
    )
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0, |bits, b| bits << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            if i <= chunk.len() {
                out.push(char::from(DIGITS[(bits >> (18 - 6 * i)) as usize & 63]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_with_content_keep_their_end() {
        let marks = html! { circle r="5" { title { "1 \"></circle>" } } rect x="1" {} };
        let expected = "<circle r=\"5\"><title>1 &quot;&gt;&lt;/circle&gt;</title></circle><rect x=\"1\"/>";
        assert_eq!(compact(&marks.into_string()), expected);
    }

    /// The examples of RFC 4648, section 10.
    #[test]
    fn base64_is_the_rfcs() {
        let found = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|t| base64(t.as_bytes()));
        assert_eq!(found, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
    }
}
