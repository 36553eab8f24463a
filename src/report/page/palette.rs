//! What each class looks like: a colour that the colour-blind can tell, and a pattern beside it.

use maud::{Markup, html};

use super::Page;

/// The name under which the style sheet knows a class: accused, favoured, or one of the greys.
pub(super) fn style(page: &Page, class: usize) -> String {
    if class == page.groups.focus() {
        "against".to_owned()
    } else if Some(class) == page.favourable() {
        "for".to_owned()
    } else {
        let others = page.order().into_iter().filter(|c| *c != page.groups.focus() && Some(*c) != page.favourable());
        format!("other{}", others.take_while(|c| *c != class).count() % 4)
    }
}

/// The patterns; they stand once in a document.
pub(super) fn patterns() -> Markup {
    html! {
        defs {
            pattern #stripes width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                rect width="6" height="6" class="for-ground" {}
                rect width="2" height="6" class="for-stripe" {}
            }
        }
    }
}

/// Which colour means what, each word beside its colour.
pub(super) fn legend(page: &Page) -> Markup {
    html! {
        ul.legend {
            @for class in page.order() {
                li {
                    svg width="22" height="12" aria-hidden="true" {
                        rect width="22" height="12" class=(style(page, class)) {}
                    }
                    " " (page.label(class))
                }
            }
            li {
                svg width="22" height="12" aria-hidden="true" { rect.interval x="1" y="3" width="20" height="6" rx="3" {} }
                " 95 % interval"
            }
        }
    }
}
