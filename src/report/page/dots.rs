//! Dots with intervals on a common scale, one row a number.

use maud::{Markup, html};

use super::markup::along;
use crate::aggregate::Share;

const ROW: usize = 34;
const FOOT: usize = 22;

/// A number with its interval.
pub(super) struct Dot {
    pub(super) name: String,
    /// What stands at the end of the row.
    pub(super) told: String,
    pub(super) share: Share,
    /// The number's place and classes, as [`super::bars::digit`]s; without a place it opens no sentences.
    pub(super) cell: String,
    pub(super) classes: String,
}

/// The ends of the scale, and its unit as a reader says it.
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) unit: &'static str,
}

impl Scale {
    /// 0 to 100 %.
    pub(super) const SHARE: Self = Self { low: 0.0, high: 1.0, unit: "%" };

    /// Around 0, so far that all intervals fit, in steps of ten points.
    pub(super) fn around_zero<'s>(shares: impl Iterator<Item = &'s Share>) -> Self {
        let widest = shares.map(|s| s.low.abs().max(s.high.abs())).fold(0.1, f64::max);
        let end = ((widest * 10.0).ceil() / 10.0).min(1.0);
        Self { low: -end, high: end, unit: "points" }
    }

    fn at(&self, value: f64) -> String {
        along((value - self.low) / (self.high - self.low))
    }

    fn ticks(&self) -> Vec<f64> {
        (0..=4).map(|i| self.low + (self.high - self.low) * f64::from(i) / 4.0).collect()
    }
}

/// The chart; `id` tells it from others of the document.
pub(super) fn chart(id: &str, title: &str, dots: &[Dot], scale: &Scale) -> Markup {
    let height = dots.len() * ROW;
    html! {
        svg.chart.dots width="100%" height=(height + FOOT) role="group" aria-labelledby={ (id) "t" } {
            title id={ (id) "t" } { (title) }
            @for (i, tick) in scale.ticks().into_iter().enumerate() {
                line.grid x1=(scale.at(tick)) x2=(scale.at(tick)) y1="0" y2=(height) {}
                text.quiet.start[i == 0].middle[i > 0 && i < 4].end[i == 4] x=(scale.at(tick)) y=(height + 16) {
                    (format!("{:.0}", 100.0 * tick)) @if i == 4 { " " (scale.unit) }
                }
            }
            @for (i, dot) in dots.iter().enumerate() {
                @let y = i * ROW;
                g data-s=(dot.cell) {
                    text x="0" y=(y + 13) { (dot.name) }
                    text.end x="100%" y=(y + 13) { (dot.told) }
                    line.whisker x1=(scale.at(dot.share.low)) x2=(scale.at(dot.share.high)) y1=(y + 23) y2=(y + 23) {}
                    circle.dot cx=(scale.at(dot.share.value)) cy=(y + 23) r="5" data-c=(dot.classes)
                        data-n=[(!dot.cell.is_empty()).then_some("")] {
                        title { (dot.name) ": " (dot.told) }
                    }
                }
            }
        }
    }
}
