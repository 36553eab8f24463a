//! All numbers of the shown actors, one row a group and actor.

use maud::{Markup, html};

use super::Page;
use super::bars::digit;
use super::markup::{difference, percent, shown};
use crate::aggregate::SummaryRow;
use crate::report::amount;

/// The table, to be sorted and filtered.
pub(super) fn table(page: &Page) -> Markup {
    let task = &page.groups.task;
    let all: String = (0..task.n_classes()).map(digit).collect();
    let names = page.group_names();
    let place = |actor: &str| page.actors.iter().position(|a| a == actor);
    let denies = page.groups.rows.iter().any(|r| r.denial.is_some());
    let rows = || page.groups.rows.iter().filter_map(|r| Some((r, place(&r.actor)?)));
    let few = rows().filter(|(r, _)| r.shares.is_none()).count();
    html! {
        p.filter {
            label for="filter" { "Show only rows with " }
            input #filter type="search" autocomplete="off" data-for="listing";
            span #filtered role="status" {}
        }
        div.scroll tabindex="0" role="region" aria-labelledby="listing-title" {
            table.sortable #listing {
                caption #listing-title { span { "Shares in percent with 95 % intervals, by " (page.noun()) " and actor" } }
                thead { tr {
                    @for head in [page.noun(), "actor"] { th scope="col" { (head) } }
                    @for head in ["articles", "sentences"] { th.number scope="col" { (head) } }
                    @for label in task.labels() { th.number scope="col" { (label) " %" } }
                    th.number scope="col" { (page.label(page.groups.focus())) " against the rest" }
                    @if denies { th.number scope="col" { "denial printed %" } }
                } }
                tbody {
                    @for (row, actor) in rows().filter(|(r, _)| r.shares.is_some()) {
                        tr data-s={ @if let Ok(g) = names.binary_search(&row.group.as_str()) { "g" (g) } "a" (actor) } {
                            (cells(row, &all, page.groups.focus()))
                            @if denies { (denial(page, row)) }
                        }
                    }
                }
            }
        }
        p.quiet {
            (few) " more pairs of " (page.noun()) " and actor have fewer than " (page.groups.min_articles)
            " articles and no row. Against the rest: difference in points to the other " (page.noun())
            "s that have enough articles; * where it is found at a false discovery rate of 5 %."
        }
    }
}

fn cells(row: &SummaryRow, all: &str, class: usize) -> Markup {
    let focus = digit(class);
    html! {
        th scope="row" { (shown(&row.group)) }
        td { (shown(&row.actor)) }
        td { (row.n_articles) }
        td data-c=(all) data-n=(amount(row.n_sentences, 1)) { (amount(row.n_sentences, 1)) }
        @for (class, share) in row.shares.iter().flatten().enumerate() {
            td data-c=(digit(class)) data-n=(amount(row.counts[class], 1)) { (percent(share)) }
        }
        @match &row.rest {
            Some(rest) => td data-c=(focus) data-n=(amount(row.counts[class], 1)) { (difference(rest)) }
            None => td { "–" }
        }
    }
}

fn denial(page: &Page, row: &SummaryRow) -> Markup {
    let Some(denial) = row.denial.filter(|d| d.n_accusing > 0) else { return html! { td { "–" } } };
    let task = &page.groups.task;
    let classes: String = ["accusing", "denying"].iter().filter_map(|l| task.class(l)).map(digit).collect();
    let share = denial.share.filter(|_| denial.n_accusing >= page.groups.min_articles);
    html! {
        td data-c=(classes) data-n="" { (share.map_or_else(|| "too few".to_owned(), |s| percent(&s))) " of " (denial.n_accusing) }
    }
}
