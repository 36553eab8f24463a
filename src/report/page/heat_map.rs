//! Outlets by actors: the share of the accusing sentences, as a table whose cells are shaded.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Page;
use super::bars::digit;
use super::markup::{percent, points, shown};
use crate::aggregate::SummaryRow;
use crate::report::amount;

/// The steps of the shading, 0 to 7.
const STEPS: f64 = 8.0;

/// The table of the compared actors.
pub(super) fn table(page: &Page) -> Markup {
    let rows: BTreeMap<(&str, &str), &SummaryRow> =
        page.groups.rows.iter().map(|r| ((r.group.as_str(), r.actor.as_str()), r)).collect();
    let focus = page.groups.focus();
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="heat-title" {
            table.map {
                caption #heat-title { span { "Share " (page.label(focus)) " in percent, by " (page.noun()) " and actor" } }
                thead { tr {
                    th scope="col" { (page.noun()) }
                    @for actor in page.compared() { th.slant scope="col" { span { (shown(actor)) } } }
                } }
                tbody {
                    tr.whole {
                        th scope="row" { "all " (page.noun()) "s" }
                        @for (a, actor) in page.compared().iter().enumerate() { (cell(page, page.whole(actor), a)) }
                    }
                    @for (g, group) in page.group_names().into_iter().enumerate() {
                        tr data-s={ "g" (g) } {
                            th scope="row" { (shown(group)) }
                            @for (a, actor) in page.compared().iter().enumerate() {
                                (cell(page, rows.get(&(group, actor.as_str())).copied(), a))
                            }
                        }
                    }
                }
            }
        }
        p.quiet { span.few-swatch aria-hidden="true" {} " fewer than " (page.groups.min_articles) " articles: no share is given." }
    }
}

fn cell(page: &Page, row: Option<&SummaryRow>, actor: usize) -> Markup {
    let focus = page.groups.focus();
    let Some((row, shares)) = row.and_then(|r| Some((r, r.shares.as_ref()?))) else {
        let n = row.map_or(0, |r| r.n_articles);
        return html! { td.few title={ "too few articles (" (n) ")" } { span.unseen { "too few" } } };
    };
    let share = &shares[focus];
    let step = (share.value * STEPS).floor().clamp(0.0, STEPS - 1.0);
    html! {
        td.{ "h" (step) } title={ (percent(share)) " %, " (row.n_articles) " articles" }
            data-s={ "a" (actor) } data-c=(digit(focus)) data-n=(amount(row.counts[focus], 1)) { (points(share.value)) }
    }
}
