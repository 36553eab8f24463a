//! Stacked bars: how a group's sentences on one actor divide into the labels.

use maud::{Markup, html};

use super::Page;
use super::markup::{along, percent, points, shown};
use super::palette::style;
use crate::aggregate::{Share, SummaryRow};
use crate::report::amount;

/// Pixels of a row: its words, then its bar.
const ROW: usize = 42;

/// The bars of an actor: all groups together, then each that has enough articles, by name.
pub(super) fn chart(page: &Page, actor: usize) -> Markup {
    let rows = rows(page, actor);
    let name = shown(&page.actors[actor]);
    let order = page.order();
    html! {
        svg.chart.bars width="100%" height=(rows.len() * ROW) role="group" aria-labelledby={ "bars" (actor) "t bars" (actor) "d" } {
            title id={ "bars" (actor) "t" } { "Shares of the labels in sentences about " (name) }
            desc id={ "bars" (actor) "d" } {
                "One bar a row, from " (page.label(order[0])) " at the left to " (page.label(order[order.len() - 1]))
                " at the right. The same numbers stand in the table of all numbers."
            }
            (drawn(page, actor, &rows))
        }
    }
}

/// How high the chart of an actor is, in pixels.
pub(super) fn height(page: &Page, actor: usize) -> usize {
    rows(page, actor).len() * ROW
}

/// The marks of the chart, to be put into a picture.
pub(super) fn marks(page: &Page, actor: usize) -> Markup {
    drawn(page, actor, &rows(page, actor))
}

/// Groups that mention the actor in too few articles, with their number.
pub(super) fn too_few(page: &Page, actor: usize) -> Vec<(&str, usize)> {
    let rows = page.groups.rows.iter().filter(|r| r.actor == page.actors[actor] && r.shares.is_none());
    rows.map(|r| (r.group.as_str(), r.n_articles)).collect()
}

/// The rows with shares, each with its name and its number among the groups.
fn rows(page: &Page, actor: usize) -> Vec<(String, Option<usize>, &SummaryRow)> {
    let actor = &page.actors[actor];
    let names = page.group_names();
    let whole = page.whole(actor).map(|r| (format!("all {}s", page.noun()), None, r));
    let groups = page
        .groups
        .rows
        .iter()
        .filter(|r| r.actor == *actor)
        .map(|r| (shown(&r.group), names.binary_search(&r.group.as_str()).ok(), r));
    whole.into_iter().chain(groups).filter(|(_, _, r)| r.shares.is_some()).collect()
}

fn drawn(page: &Page, actor: usize, rows: &[(String, Option<usize>, &SummaryRow)]) -> Markup {
    html! {
        @for (i, (name, group, row)) in rows.iter().enumerate() {
            @if let Some(shares) = &row.shares {
                g transform={ "translate(0 " (i * ROW) ")" }
                    data-s={ @if let Some(group) = group { "g" (group) } "a" (actor) } {
                    (bar(page, name, row, shares))
                }
            }
        }
    }
}

/// A class without a share may still have sentences that open: so wide is its piece at least.
const LEAST: f64 = 0.006;

/// One row; the script says in words what a piece is.
fn bar(page: &Page, name: &str, row: &SummaryRow, shares: &[Share]) -> Markup {
    let order = page.order();
    let total: f64 = shares.iter().map(|s| s.value).sum::<f64>().max(1e-9);
    let mut left = 0.0;
    let mut pieces: Vec<(usize, f64, f64)> = order
        .iter()
        .map(|class| {
            let width = shares[*class].value / total;
            left += width;
            (*class, left - width, width)
        })
        .collect();
    for (class, left, width) in pieces.iter_mut().filter(|(class, _, width)| row.counts[*class] > 0.0 && *width < LEAST)
    {
        *left = if Some(*class) == page.favourable() { 1.0 - LEAST } else { left.min(1.0 - LEAST) };
        *width = LEAST;
    }
    let focus = &shares[page.groups.focus()];
    let favourable = page.favourable().map(|class| &shares[class]);
    html! {
        text.name y="13" { (name) tspan.quiet { " · " (row.n_articles) } }
        text.end x="100%" y="13" {
            tspan.against-ink { "◀ " (percent(focus)) }
            @if let Some(share) = favourable { tspan.for-ink dx="10" { (percent(share)) " ▶" } }
        }
        // The narrow ones last, so that no neighbour hides them.
        @for narrow in [false, true] {
            @for (class, left, width) in pieces.iter().filter(|(_, _, width)| *width > 0.0 && (*width <= LEAST) == narrow) {
                rect.(style(page, *class)) x=(along(*left)) y="18" width=(along(*width)) height="16"
                    data-c=(digit(*class)) data-n=(amount(row.counts[*class], 1)) {}
            }
        }
        (interval(focus.low, focus.high, 20))
        @if let Some(share) = favourable { (interval(1.0 - share.high, 1.0 - share.low, 28)) }
    }
}

fn interval(low: f64, high: f64, y: usize) -> Markup {
    html! { rect.interval x=(along(low)) y=(y) width=(along(high - low)) height="4" rx="2" {} }
}

/// A class as one digit, so that several can stand side by side.
pub(super) fn digit(class: usize) -> char {
    char::from_digit(class as u32, 16).expect("a task has at most 16 labels")
}

/// Points for a short text: `33 %`.
pub(super) fn short(share: &Share) -> String {
    format!("{} %", points(share.value))
}
