//! Who accuses whom: speakers by actors, the number of articles.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Page;
use super::bars::digit;
use super::markup::{shown, speaker};
use crate::aggregate::{Accusation, Speaker};
use crate::report::amount;

/// The steps of the shading, 0 to 7; each doubles the number of articles.
const STEPS: u32 = 8;

/// The table of the most frequent speakers and the compared actors.
pub(super) fn table(page: &Page) -> Markup {
    let cells: BTreeMap<(&Speaker, &str), &Accusation> =
        page.overall.accusations.iter().map(|a| ((&a.speaker, a.actor.as_str()), a)).collect();
    let focus = page.groups.focus();
    html! {
        div.scroll tabindex="0" role="region" aria-labelledby="matrix-title" {
            table.map {
                caption #matrix-title { span { "Articles in which the speaker (row) is " (page.label(focus)) " toward the actor (column), counted by label" } }
                thead { tr {
                    th scope="col" { "speaker" }
                    @for actor in page.compared() { th.slant scope="col" { span { (shown(actor)) } } }
                } }
                tbody {
                    @for (s, who) in page.speakers().iter().enumerate() {
                        tr data-s={ "s" (s) } {
                            th scope="row" { (speaker(who)) }
                            @for (a, actor) in page.compared().iter().enumerate() {
                                @match cells.get(&(who, actor.as_str())) {
                                    Some(cell) => {
                                        td.{ "h" (step(cell.n_articles)) } data-s={ "a" (a) } data-c=(digit(focus))
                                            data-n=(amount(cell.n_sentences, 1)) { (cell.n_articles) }
                                    }
                                    None => td {}
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn step(n: usize) -> u32 {
    (n.max(1).ilog2()).min(STEPS - 1)
}
