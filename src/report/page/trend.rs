//! The course of an actor's shares over time.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::Page;
use super::bars::digit;
use super::markup::{along, percent, shown};
use super::palette::style;
use crate::aggregate::{By, Share, Summary, SummaryRow};
use crate::report::amount;

/// Pixels from the top to 100 %, and to 0 %.
const TOP: f64 = 12.0;
const FOOT: f64 = 172.0;
const HEIGHT: usize = 200;

/// Periods whose names have room below the chart.
const NAMED: usize = 7;

/// How far the marks of two classes stand apart, in pixels.
const APART: f64 = 4.0;

/// A class that is drawn.
struct Course {
    class: usize,
    offset: f64,
}

/// The chart of an actor; none if there is no trend or the actor has no share in two periods.
pub(super) fn chart(page: &Page, actor: usize) -> Option<Markup> {
    let trend = page.trend.as_ref()?;
    let rows: BTreeMap<&str, &SummaryRow> =
        trend.rows.iter().filter(|r| r.actor == page.actors[actor]).map(|r| (r.group.as_str(), r)).collect();
    if rows.values().filter(|r| r.shares.is_some()).count() < 2 {
        return None;
    }
    let periods = periods(trend);
    let step = |period: &str| trend.by.step(period);
    let (first, last) = (step(periods.first()?)?, step(periods.last()?)?);
    let at = |period: &str| {
        let share = (step(period).unwrap_or(first) - first) as f64 / (last - first).max(1) as f64;
        0.09 + 0.85 * share
    };
    let focus = Course { class: page.groups.focus(), offset: -APART };
    let courses: Vec<Course> =
        [focus].into_iter().chain(page.favourable().map(|class| Course { class, offset: APART })).collect();
    let name = shown(&page.actors[actor]);
    let every = periods.len().div_ceil(NAMED);
    Some(html! {
        svg.chart.trend width="100%" height=(HEIGHT) role="group" aria-labelledby={ "trend" (actor) "t" } {
            title id={ "trend" (actor) "t" } { "Shares in sentences about " (name) " by " (noun(trend.by)) ", all " (page.noun()) "s together" }
            @for share in [0.0, 0.5, 1.0] {
                line.grid x1="0" x2="100%" y1=(y(share)) y2=(y(share)) {}
                text.quiet x="0" y=(format!("{:.0}", level(share) - 3.0)) { (format!("{:.0} %", 100.0 * share)) }
            }
            @for (a, b) in rows.iter().zip(rows.iter().skip(1)) {
                @if let (Some(from), Some(to), Some(1)) = (&a.1.shares, &b.1.shares, step(b.0).zip(step(a.0)).map(|(b, a)| b - a)) {
                    @for course in &courses {
                        line.course.(style(page, course.class)) x1=(along(at(a.0))) x2=(along(at(b.0)))
                            y1=(y(from[course.class].value)) y2=(y(to[course.class].value)) {}
                    }
                }
            }
            @for (i, period) in periods.iter().enumerate() {
                @let row = rows.get(period);
                svg x=(along(at(period))) overflow="visible" data-s={ "a" (actor) "p" (i) } {
                    @match row.and_then(|r| r.shares.as_ref().zip(Some(r))) {
                        Some((shares, row)) => {
                            @for course in &courses { (mark(page, course, period, row, &shares[course.class])) }
                        }
                        None => {
                            line.missing y1=(FOOT - 4.0) y2=(FOOT + 4.0) {
                                title { (period) ": too few articles (" (row.map_or(0, |r| r.n_articles)) ")" }
                            }
                        }
                    }
                    @if i % every == 0 { text.quiet.middle y=(FOOT + 18.0) { (period) } }
                }
            }
        }
    })
}

/// The periods in which anything was printed, in time; those of the citations are told by their place here.
pub(super) fn periods(trend: &Summary) -> Vec<&str> {
    let mut periods: Vec<&str> = trend.rows.iter().map(|r| r.group.as_str()).collect();
    periods.dedup();
    periods
}

pub(super) fn noun(by: By) -> &'static str {
    match by {
        By::Day => "day",
        By::Week => "week",
        By::Month => "month",
        By::Quarter => "quarter",
        _ => "year",
    }
}

fn level(share: f64) -> f64 {
    FOOT - share * (FOOT - TOP)
}

fn y(share: f64) -> String {
    format!("{:.1}", level(share))
}

/// A share of one period with its interval: a disc for the accused, a diamond for the other side.
fn mark(page: &Page, course: &Course, period: &str, row: &SummaryRow, share: &Share) -> Markup {
    let (x, middle) = (course.offset, level(share.value));
    let diamond = format!("M{x} {:.1}l5 5-5 5-5-5z", middle - 5.0);
    let told = format!("{period}, {} {} % of {} articles", page.label(course.class), percent(share), row.n_articles);
    html! {
        path.whisker.(style(page, course.class)) d={ "M" (x) " " (y(share.high)) "V" (y(share.low)) } {}
        @let (class, n) = (digit(course.class), amount(row.counts[course.class], 1));
        @if course.class == page.groups.focus() {
            circle.(style(page, course.class)) cx=(x) cy=(y(share.value)) r="4.5" data-c=(class) data-n=(n) { title { (told) } }
        } @else {
            path.(style(page, course.class)) d=(diamond) data-c=(class) data-n=(n) { title { (told) } }
        }
    }
}
