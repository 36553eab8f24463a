//! Whether accusations are printed with their denials.

use maud::{Markup, html};

use super::Page;
use super::bars::{digit, short};
use super::dots::{self, Dot, Scale};
use super::markup::{percent, shown};
use crate::aggregate::{DenialCoverage, SummaryRow};
use crate::report::amount;

/// Actors in the chart.
const CHARTED: usize = 15;

/// The chart over all groups, and the table of the groups; none if the task knows no denials.
pub(super) fn section(page: &Page) -> Option<Markup> {
    let task = &page.groups.task;
    let classes: String = [task.class("accusing")?, task.class("denying")?].map(digit).iter().collect();
    let enough = |r: &SummaryRow| r.denial.filter(|d| d.n_accusing >= page.groups.min_articles);
    let place = |actor: &str| page.actors.iter().position(|a| a == actor);
    let dots: Vec<Dot> = page
        .actors
        .iter()
        .enumerate()
        .filter_map(|(a, actor)| {
            let denial = page.whole(actor).and_then(enough)?;
            let share = denial.share?;
            Some(Dot {
                name: shown(actor),
                told: format!("{} of {}", short(&share), denial.n_accusing),
                share,
                cell: format!("a{a}"),
                classes: classes.clone(),
            })
        })
        .take(CHARTED)
        .collect();
    let names = page.group_names();
    let rows: Vec<(usize, usize, &SummaryRow, DenialCoverage)> = page
        .groups
        .rows
        .iter()
        .filter_map(|r| Some((names.binary_search(&r.group.as_str()).ok()?, place(&r.actor)?, r, enough(r)?)))
        .collect();
    let never: Vec<String> = rows
        .iter()
        .filter(|(_, _, _, d)| d.n_denied == 0)
        .map(|(_, _, r, d)| format!("{} on {} ({} articles)", shown(&r.group), shown(&r.actor), d.n_accusing))
        .collect();
    Some(html! {
        p { "Of the articles that accuse an actor, those that also print a denial; counted by label, 95 % intervals. Activate a dot or a number to read accusations and denials." }
        @if dots.is_empty() {
            p.quiet { "No actor is accused in " (page.groups.min_articles) " articles or more." }
        } @else {
            figure { figcaption { "Denial printed, all " (page.noun()) "s together" } (dots::chart("denials", "Share of accusing articles that print a denial, by actor", &dots, &Scale::SHARE)) }
        }
        @if !rows.is_empty() {
            div.scroll tabindex="0" role="region" aria-labelledby="denials-title" {
                table.sortable {
                    caption #denials-title { span { "Denial coverage where an " (page.noun()) " accuses an actor in " (page.groups.min_articles) " articles or more" } }
                    thead { tr {
                        @for head in [page.noun(), "actor"] { th scope="col" { (head) } }
                        @for head in ["articles accusing", "with denial", "%", "sentences apart", "in the headline"] { th.number scope="col" { (head) } }
                    } }
                    tbody {
                        @for (g, a, row, d) in &rows {
                            tr data-s={ "g" (g) "a" (a) } {
                                th scope="row" { (shown(&row.group)) }
                                td { (shown(&row.actor)) }
                                td { (d.n_accusing) }
                                td { (d.n_denied) }
                                td data-c=(classes) data-n="" { (d.share.map_or_else(String::new, |s| percent(&s))) }
                                td { (d.median_distance.map_or_else(|| "–".to_owned(), |m| amount(m, 1))) }
                                td { (d.n_in_headline) }
                            }
                        }
                    }
                }
            }
        }
        @if !never.is_empty() { p { strong { "Never a reply: " } (never.join("; ")) "." } }
    })
}
