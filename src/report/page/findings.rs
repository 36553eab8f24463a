//! The report in words: what was read, what stands out, what is uncertain.
//!
//! Only what is found at a false discovery rate of 5 % is said to stand out.

use maud::{Markup, html};

use super::Page;
use super::markup::{percent, several, shown, thousands};
use crate::aggregate::{Difference, Share, SummaryRow};

/// Findings of one sort that are told.
const TOLD: usize = 6;

/// What was read.
pub(super) fn reading(page: &Page) -> Markup {
    let s = &page.groups;
    let actors = page.overall.rows.len();
    html! {
        p {
            strong { (several(s.n_articles, "article")) } " of " strong { (several(page.group_names().len(), page.noun())) }
            @if let Some((first, last)) = &page.days {
                ", " @if first == last { "of " (first.as_str()) } @else { "dated from " (first.as_str()) " to " (last.as_str()) }
            }
            ", with " strong { (several(s.n_judgements, "judgement")) } " of what a sentence does to an actor. They mention "
            (several(actors, "actor")) "; " (thousands(page.n_enough)) " of them in at least " (s.min_articles) " articles"
            @if page.actors.len() < page.n_enough { ", of which this page shows the " (page.actors.len()) " most mentioned" }
            "."
        }
    }
}

/// What stands out.
pub(super) fn outstanding(page: &Page) -> Markup {
    let focus = page.label(page.groups.focus());
    let compared: Vec<(&SummaryRow, &Difference)> =
        page.groups.rows.iter().filter_map(|r| Some((r, r.rest.as_ref()?))).collect();
    let mut found: Vec<_> = compared.iter().filter(|(r, d)| d.is_found() && page.actors.contains(&r.actor)).collect();
    let n_found = compared.iter().filter(|(_, d)| d.is_found()).count();
    // By what they are at the least: the largest estimates come from the fewest articles.
    let least = |d: &Difference| d.share.low.abs().min(d.share.high.abs());
    found.sort_by(|a, b| least(b.1).total_cmp(&least(a.1)));
    let within: Vec<_> = page
        .groups
        .stories
        .iter()
        .filter(|c| c.actor.is_empty())
        .filter_map(|c| Some((c, c.difference.as_ref().filter(|d| d.is_found())?)))
        .collect();
    html! {
        @if compared.is_empty() {
            p { "No two " (page.noun()) "s have enough articles on the same actor to be compared." }
        } @else if n_found == 0 {
            p { "None of the " (several(compared.len(), "comparison")) " of one " (page.noun()) " with the others shows more than chance would." }
        } @else {
            p {
                "Of " (several(compared.len(), "comparison")) " of one " (page.noun()) " with the others on one actor, "
                (thousands(n_found)) @if n_found == 1 { " is" } @else { " are" } " found at a false discovery rate of 5 %."
                @if found.len() > TOLD { " The " (TOLD) " that are largest at the near end of their intervals:" }
            }
            ul {
                @for (row, difference) in found.into_iter().take(TOLD) {
                    li {
                        strong { (shown(&row.group)) } " on " strong { (shown(&row.actor)) } ": "
                        (row.shares.as_ref().map_or_else(String::new, |shares| percent(&shares[page.groups.focus()])))
                        " % " (focus) ", " (more(&difference.share)) " than the other " (page.noun()) "s."
                    }
                }
            }
        }
        @if !within.is_empty() {
            p { "In the same stories:" }
            ul {
                @for (story, difference) in within.into_iter().take(TOLD) {
                    li { strong { (shown(&story.source)) } ": " (focus) " " (more(&difference.share)) " than the others in " (thousands(story.n_stories)) " shared stories" "." }
                }
            }
        }
    }
}

/// What is uncertain.
pub(super) fn uncertain(page: &Page) -> Markup {
    let s = &page.groups;
    let shown_rows = || s.rows.iter().filter(|r| page.actors.contains(&r.actor));
    let few = shown_rows().filter(|r| r.shares.is_none()).count();
    let n = shown_rows().count();
    let open = s.rows.iter().filter(|r| r.rest.as_ref().is_some_and(|d| !d.is_found())).count();
    html! {
        ul {
            li { (thousands(few)) " of " (several(n, "pair")) " of " (page.noun()) " and shown actor have fewer than " (s.min_articles) " articles, so no share is given for them." }
            @if open > 0 {
                li { (several(open, "comparison")) " found nothing. That does not mean that the " (page.noun()) "s are alike: the intervals say how far apart they may be." }
            }
            li {
                "Intervals are 95 %, from " (thousands(s.resamples)) " draws of whole articles"
                @if s.knows_errors { " and of the classifier's errors." } @else { ". The classifier's errors come on top." }
                " Single judgements err: read the sentences before you rely on one."
            }
            li { "The " (page.noun()) "s stand in alphabetical order, because shares whose intervals overlap give no ranking." }
        }
    }
}

/// `18 points (9 to 27) more`.
fn more(share: &Share) -> String {
    let points = |x: f64| format!("{:.0}", 100.0 * x);
    let (low, high, word) =
        if share.value >= 0.0 { (share.low, share.high, "more") } else { (-share.high, -share.low, "less") };
    format!("{} points ({} to {}) {word}", points(share.value.abs()), points(low), points(high))
}
