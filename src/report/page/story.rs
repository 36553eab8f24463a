//! Outlets on the same events.

use maud::{Markup, html};

use super::Page;
use super::bars::digit;
use super::dots::{self, Dot, Scale};
use super::markup::{difference, shown};
use crate::aggregate::{Difference, StoryContrast};

/// The contrasts within stories; none if nobody looked for stories.
pub(super) fn section(page: &Page) -> Option<Markup> {
    let s = &page.groups;
    if s.n_stories == 0 {
        return None;
    }
    let names = page.group_names();
    let group = |source: &str| names.binary_search(&source).ok();
    let told = |c: &StoryContrast| c.difference.map(|d| (d, format!("{} · {}", difference(&d), c.n_stories)));
    let dots: Vec<Dot> = s
        .stories
        .iter()
        .filter(|c| c.actor.is_empty())
        .filter_map(|c| {
            let (difference, told) = told(c)?;
            let cell = group(&c.source).map_or_else(String::new, |g| format!("g{g}"));
            Some(Dot {
                name: shown(&c.source),
                told,
                share: difference.share,
                cell,
                classes: digit(s.focus()).to_string(),
            })
        })
        .collect();
    let place = |actor: &str| page.actors.iter().position(|a| a == actor);
    let single: Vec<(&StoryContrast, &Difference, usize)> =
        s.stories.iter().filter_map(|c| Some((c, c.difference.as_ref()?, place(&c.actor)?))).collect();
    let label = page.label(s.focus());
    Some(html! {
        p {
            (s.n_stories) " stories were reported by more than one outlet. Shown is how far an outlet's share " (label)
            " lies above or below the mean of the others in the same story, in points, the mean over stories; behind the dot the number of stories, * where the difference is found at a false discovery rate of 5 %."
        }
        @if dots.is_empty() {
            p.quiet { "No outlet shares enough stories with others for an average." }
        } @else {
            figure {
                figcaption { "All actors together" }
                (dots::chart("stories", "Difference to the other outlets in the same story, by outlet", &dots, &Scale::around_zero(dots.iter().map(|d| &d.share))))
            }
        }
        @if !single.is_empty() {
            div.scroll tabindex="0" role="region" aria-labelledby="stories-title" {
                table.sortable {
                    caption #stories-title { span { "Against the others in the same story, by actor" } }
                    thead { tr {
                        @for head in ["outlet", "actor"] { th scope="col" { (head) } }
                        @for head in ["stories", "difference in points"] { th.number scope="col" { (head) } }
                    } }
                    tbody {
                        @for (c, found, a) in single {
                            tr data-s={ @if let Some(g) = group(&c.source) { "g" (g) } "a" (a) } {
                                th scope="row" { (shown(&c.source)) }
                                td { (shown(&c.actor)) }
                                td { (c.n_stories) }
                                td data-c=(digit(s.focus())) data-n="" { (difference(found)) }
                            }
                        }
                    }
                }
            }
        }
    })
}
