//! The report as a page: what stands in it, what cannot break out of it, and how it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use gainsay::{By, Citations, Counting, Judgement, Page, Pipeline, RowFilter, Selection, Tally, Task};
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::program::{Folder, gainsay};
use crate::{MODEL, SAMPLES, plain_counting, sample_articles};

/// The page of the sample articles, of all actors in three articles or more.
static PAGE: LazyLock<String> =
    LazyLock::new(|| gainsay(&["report", SAMPLES, "--format", "html", "--min-articles", "3"]).done());

/// The data that the script of a page reads.
fn data(page: &str) -> Value {
    let (_, rest) = page.split_once("<script id=\"data\" type=\"application/json\">").expect("the page has data");
    let (json, _) = rest.split_once("</script>").expect("the data ends");
    serde_json::from_str(json).expect("the data is JSON")
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|v| v.as_str().expect("text")).collect()
}

#[test]
fn the_page_stands_alone_and_says_what_it_is() {
    let page = &*PAGE;
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
    for loaded in ["src=\"http", "<link", "@import", "url(http", "<iframe", "javascript:", " style=\"", " onclick"] {
        assert!(!page.contains(loaded), "{loaded}");
    }
    let count = |what: &str| page.matches(what).count();
    assert_eq!(count("<table"), count("<caption"), "every table says what it is");
    assert_eq!(count("<svg class=\"chart"), count("role=\"group\" aria-labelledby"), "so does every chart");
    assert_eq!(count("<h1>"), 1);
    for title in
        ["In short", "One actor", "Outlets and actors", "Who accuses whom", "Is the denial printed?", "All numbers"]
    {
        assert!(page.contains(title), "{title}");
    }
    assert!(page.contains("48 articles") && page.contains("4 outlets") && page.contains("2026-"));
    assert!(page.contains("model ") && page.contains("options --format html --min-articles 3"), "the provenance");
    let actors = texts(&data(page)["actors"]).len();
    assert!(actors > 10);
    assert_eq!(count("<option "), actors);
    assert_eq!(count("<div class=\"panel\""), actors);
    assert_eq!(count(" hidden><h3>"), actors - 1, "without a script one actor is shown");
}

#[test]
fn numbers_are_those_of_the_tables() {
    let report = gainsay(&["report", SAMPLES, "--format", "json", "--min-articles", "3"]).json();
    let (_, listing) = PAGE.split_once("id=\"listing\"").expect("the table of all numbers");
    let (_, listing) = listing.split_once("<tbody>").expect("a body");
    let (listing, _) = listing.split_once("</tbody>").expect("which ends");
    let shown: BTreeSet<String> = texts(&data(&PAGE)["actors"]).into_iter().map(str::to_owned).collect();
    let rows = report["rows"].as_array().expect("rows").iter();
    let rows: Vec<&Value> =
        rows.filter(|r| !r["shares"].is_null() && shown.contains(r["actor"].as_str().expect("text"))).collect();
    assert!(rows.len() > 20);
    assert_eq!(listing.matches("<tr").count(), rows.len());
    for row in rows {
        let percent = |label: &str, end: &str| 100.0 * row["shares"][label][end].as_f64().expect("a share");
        let share =
            |l: &str| format!("{:.0} ({:.0}–{:.0})", percent(l, "share"), percent(l, "low"), percent(l, "high"));
        let name = |key: &str| row[key].as_str().expect("text");
        let start = format!(">{}</th><td>{}</td><td>{}</td>", name("group"), name("actor"), row["articles"]);
        let (_, rest) = listing.split_once(&start).unwrap_or_else(|| panic!("no row {start}"));
        let (line, _) = rest.split_once("</tr>").expect("a row ends");
        assert!(line.contains(&share("accusing")) && line.contains(&share("denying")), "{row} {line}");
    }
}

const HOSTILE: [&str; 4] = [
    "</script><script>window.hacked = 1</script>",
    "\" onmouseover=\"window.hacked = 1",
    "<img src=x onerror='window.hacked = 1'>",
    "<!--\u{2028}<script>",
];

const URLS: [&str; 4] = [
    "javascript:window.hacked=1",
    " JavaScript:alert(1)",
    "https://example.org/\"><script>alert(1)</script>",
    "data:text/html,<script>alert(1)</script>",
];

/// Articles that try to be more than text in every field.
fn hostile_articles() -> String {
    let article = |n: usize| {
        let evil = HOSTILE[n % HOSTILE.len()];
        json!({
            "id": format!("{n} {evil}"), "source": HOSTILE[n % 2], "title": format!("NATO accuses China {evil}"),
            "date": format!("2026-0{}-03", 1 + n % 3),
            "url": URLS[n % URLS.len()],
            "text": format!("NATO accused China of arming Russia <script>alert(1)</script> {evil}. China denied the accusation."),
        })
        .to_string()
    };
    (0..12).map(article).collect::<Vec<_>>().join("\n")
}

fn hostile_page(folder: &Folder) -> String {
    folder.write("hostile.jsonl", hostile_articles());
    folder
        .run(&[
            "report",
            "hostile.jsonl",
            "--format",
            "html",
            "--min-articles",
            "2",
            "--cite",
            "20",
            "-o",
            "hostile.html",
        ])
        .done();
    folder.read("hostile.html")
}

#[test]
fn articles_cannot_break_out_of_the_page() {
    let page = hostile_page(&Folder::new());
    let plain = &*PAGE;
    for tag in ["<script", "</script", "<img", "<!--", "onmouseover=\"", "<a "] {
        assert_eq!(page.matches(tag).count(), plain.matches(tag).count(), "{tag}");
    }
    let data = data(&page);
    let said = data["sentences"].to_string();
    assert!(said.contains("</script><script>window.hacked = 1</script>"), "the text is there as it stood: {said}");
    let articles = data["articles"].as_array().expect("articles");
    let urls: BTreeSet<&str> = articles.iter().map(|a| a[4].as_str().expect("text")).collect();
    assert_eq!(urls, ["", "https://example.org/\"><script>alert(1)</script>"].into());
    let picture = Folder::new();
    picture.write("hostile.jsonl", hostile_articles());
    let svg = picture.run(&["report", "hostile.jsonl", "--format", "svg", "--min-articles", "2"]).done();
    assert!(!svg.contains("<script") && !svg.contains("<img") && svg.contains("&lt;/script&gt;"), "{svg}");
}

#[test]
fn the_same_command_gives_the_same_page() {
    let page = |threads: &str| {
        gainsay(&["report", SAMPLES, "--format", "html", "--min-articles", "3", "--threads", threads]).done()
    };
    assert!(page("1") == *PAGE && page("3") == *PAGE);
}

/// The judgements of the samples as a file keeps them, with headline and address.
fn judgements() -> Vec<String> {
    gainsay(&["score", SAMPLES, "--keep", "title", "--keep", "url"]).done().lines().map(str::to_owned).collect()
}

fn counting() -> Counting {
    Counting { min_articles: 3, ..plain_counting(By::Source) }
}

/// Tally and citations of lines that were dealt into so many parts, merged from the last to the first.
fn kept(lines: &[String], n_parts: usize, most: usize) -> (Tally, Citations) {
    let task = Task::stance();
    let empty = || (Tally::new(&task), Citations::new(&task, Selection::default(), most));
    let mut whole = empty();
    for part in (0..n_parts).rev() {
        let (mut tally, mut citations) = empty();
        for (i, line) in lines.iter().enumerate().filter(|(i, _)| i % n_parts == part) {
            let judgement = Judgement::parse(i as u64, line).expect("a judgement");
            tally.add(&judgement);
            citations.add(&judgement);
        }
        whole.0.merge(tally);
        whole.1.merge(citations);
    }
    whole
}

fn cited_page(lines: &[String], n_parts: usize, most: usize) -> String {
    let (tally, citations) = kept(lines, n_parts, most);
    let page = Page::new(&tally, &counting(), tally.trend(3), &RowFilter::default());
    page.citing(&citations, &tally, &MODEL).html()
}

#[test]
fn judgements_in_any_order_give_the_page_of_the_articles() {
    let lines = judgements();
    let whole = cited_page(&lines, 1, 2);
    assert!(whole == cited_page(&lines, 7, 2), "merged in parts");
    let task = Task::stance();
    let (mut tally, mut citations) = (Tally::new(&task), Citations::new(&task, Selection::default(), 2));
    let mut articles = sample_articles();
    for article in &mut articles {
        let url = article.url.clone().expect("the samples have addresses");
        article.kept = BTreeMap::from([("title".to_owned(), article.title.clone()), ("url".to_owned(), url)]);
    }
    let mut pipeline = Pipeline::new(&MODEL);
    for judgement in articles.iter().flat_map(|a| pipeline.judge(a)) {
        tally.add(&judgement);
        citations.add(&judgement);
    }
    let page = Page::new(&tally, &counting(), tally.trend(3), &RowFilter::default());
    assert!(whole == page.citing(&citations, &tally, &MODEL).html(), "from articles");
}

/// Of a page: per group, actor and class the cited sentences with their ranks.
fn cited(data: &Value) -> BTreeMap<(u64, u64, u64), Vec<&str>> {
    let mut out: BTreeMap<(u64, u64, u64), Vec<&str>> = BTreeMap::new();
    for c in data["citations"].as_array().expect("citations") {
        let n = |i: usize| c[i].as_u64().expect("a number");
        let sentence = &data["sentences"][n(0) as usize];
        let article = &data["articles"][sentence[0].as_u64().expect("a number") as usize];
        let key = (article[0].as_u64().expect("a group"), n(1), n(2));
        out.entry(key).or_default().push(sentence[2].as_str().expect("text"));
    }
    out
}

#[test]
fn the_most_certain_sentences_are_cited() {
    let lines = judgements();
    let page = cited_page(&lines, 1, 3);
    let data = data(&page);
    let (groups, actors, labels) = (texts(&data["groups"]), texts(&data["actors"]), texts(&data["labels"]));
    let parsed: Vec<Value> = lines.iter().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let cited = cited(&data);
    let mut full = 0;
    for ((group, actor, class), sentences) in &cited {
        let (group, actor, label) = (groups[*group as usize], actors[*actor as usize], labels[*class as usize]);
        let of_cell = |j: &&Value| j["source"] == group && j["actor"] == actor && j["stance"]["label"] == label;
        let mut all: Vec<(f32, &str)> = parsed
            .iter()
            .filter(of_cell)
            .map(|j| {
                (j["stance"]["probabilities"][label].as_f64().expect("p") as f32, j["sentence"].as_str().expect("text"))
            })
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let most = if label == "neutral" { 1 } else { 3 };
        let n_articles = parsed.iter().filter(|j| j["source"] == group && j["actor"] == actor).map(|j| &j["article"]);
        let has_share = n_articles.map(Value::to_string).collect::<BTreeSet<_>>().len() >= 3;
        for (_, sentence) in all.iter().take(most).filter(|_| has_share) {
            assert!(sentences.contains(sentence), "{group} {actor} {label}: {sentence}");
        }
        full += usize::from(has_share && all.len() > most);
        assert!(sentences.iter().all(|s| all.iter().any(|(_, other)| other == s)), "{group} {actor} {label}");
    }
    assert!(full > 20, "caps are reached in {full} cells");
    // Every pair of speaker and actor in the matrix has its sentences.
    let matrix: BTreeSet<(u64, u64)> = data["citations"]
        .as_array()
        .expect("citations")
        .iter()
        .filter(|c| labels[c[2].as_u64().expect("a class") as usize] == "accusing")
        .filter_map(|c| Some((c[3].as_u64()?, c[1].as_u64()?)))
        .collect();
    let (_, table) = page.split_once("id=\"matrix-title\"").expect("the matrix");
    let (table, _) = table.split_once("</table>").expect("which ends");
    let mut cells = 0;
    for row in table.split("<tr data-s=\"s").skip(1) {
        let speaker: u64 = row.split('"').next().and_then(|n| n.parse().ok()).expect("a speaker");
        for cell in row.split("data-s=\"a").skip(1) {
            let actor: u64 = cell.split('"').next().and_then(|n| n.parse().ok()).expect("an actor");
            assert!(matrix.contains(&(speaker, actor)), "{speaker} {actor}");
            cells += 1;
        }
    }
    assert!(cells > 30, "{cells}");
}

#[test]
fn weighty_words_stand_where_they_weigh() {
    let text = "NATO accused China of arming Russia, and the weather was mild.";
    let mut pipeline = Pipeline::new(&MODEL);
    let article =
        gainsay::Article { id: "1".into(), source: "Harbour Post".into(), text: text.into(), ..Default::default() };
    let mut citations = Citations::new(&Task::stance(), Selection::default(), 1);
    let mut tally = Tally::new(&Task::stance());
    for judgement in pipeline.judge(&article) {
        tally.add(&judgement);
        citations.add(&judgement);
    }
    let only_china = RowFilter { actors: vec!["China".into()], top: None };
    let page = Page::new(&tally, &plain_counting(By::Source), None, &only_china).citing(&citations, &tally, &MODEL);
    let data = data(&page.html());
    let citation = &data["citations"][0];
    let number = |v: &Value| v.as_u64().expect("a number") as usize;
    assert_eq!(&text[number(&citation[5])..number(&citation[6])], "China");
    let words = citation[9].as_array().expect("words");
    let accused = words.chunks(3).find(|w| &text[number(&w[0])..][..number(&w[1])] == "accused");
    assert_eq!(accused.expect("`accused` weighs")[2], 1, "and speaks for the label");
    assert!(words.len() <= 15 && words.chunks(3).all(|w| w[1].as_i64() > Some(0)));
}

#[test]
fn rolled_up_actors_cite_their_people() {
    let page = gainsay(&["report", SAMPLES, "--format", "html", "--min-articles", "3", "--roll-up"]).done();
    let data = data(&page);
    let actors = texts(&data["actors"]);
    assert!(actors.contains(&"China") && !actors.contains(&"Xi Jinping"));
    let china = actors.iter().position(|a| *a == "China").expect("it is there") as u64;
    let mut seen = BTreeSet::new();
    for c in data["citations"].as_array().expect("citations").iter().filter(|c| c[1] == china) {
        assert!(seen.insert(c[0].as_u64().expect("a sentence")), "a sentence counts once");
    }
    assert!(seen.len() > 10);
}

#[test]
fn the_picture_is_a_file_of_its_own() {
    let picture =
        |args: &[&str]| gainsay(&[&["report", SAMPLES, "--format", "svg", "--min-articles", "3"], args].concat());
    let norcom = picture(&["--actor", "norcom"]).done();
    assert!(
        norcom.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"")
    );
    assert!(norcom.contains("Sentences about Norcom") && norcom.contains("Daily Beacon") && norcom.contains("<style>"));
    assert_eq!(
        norcom,
        picture(&["--actor", "Norcom", "--threads", "1"]).done().replace("--actor Norcom", "--actor norcom")
    );
    let all = gainsay(&["report", SAMPLES, "--format", "json", "--by", "all"]).json();
    let most = all["rows"][0]["actor"].as_str().expect("a name").to_owned();
    assert!(picture(&[]).done().contains(&format!("Sentences about {most}")), "the most mentioned");
    let few = gainsay(&["report", SAMPLES, "--format", "svg", "--min-articles", "1000"]);
    assert_eq!(few.code, 1);
    assert!(few.stderr.contains("hint: `--min-articles`"), "{}", few.stderr);
}

#[test]
fn a_page_takes_groups_and_periods() {
    let page = |by: &str| gainsay(&["report", SAMPLES, "--format", "html", "--min-articles", "3", "--by", by]);
    assert!(page("month").done().contains("by month"));
    let all = page("all");
    assert!(all.code == 1 && all.stderr.contains("hint: leave `--by` out"), "{}", all.stderr);
    let folder = Folder::new();
    let lines = crate::read(SAMPLES);
    let lines =
        lines.lines().enumerate().map(|(i, l)| l.replacen('{', &format!("{{\"desk\":\"desk {}\",", i % 2), 1) + "\n");
    folder.write("desks.jsonl", lines.collect::<String>());
    let desks =
        folder.run(&["report", "desks.jsonl", "--format", "html", "--min-articles", "3", "--by", "desk"]).done();
    let data = data(&desks);
    assert_eq!(texts(&data["groups"]), ["desk 0", "desk 1"]);
    assert!(
        data["articles"].as_array().expect("articles").iter().all(|a| a[1] != ""),
        "the outlet is told beside the group"
    );
}

/// The page of the samples in a browser.
fn opened(folder: &Folder) -> Option<Browser> {
    folder.write("page.html", &*PAGE);
    Browser::open(&folder.path().join("page.html"))
}

const FOCUSED: &str = "document.activeElement";

#[test]
fn a_reader_without_a_mouse_finds_the_sentences() {
    let folder = Folder::new();
    let Some(mut page) = opened(&folder) else { return };
    // Choose an actor.
    page.tab_to(&format!("{FOCUSED}.id === 'actor'"));
    let shown = "[...document.querySelectorAll('.panel')].filter(a => a.checkVisibility()).map(a => a.querySelector('h3').textContent).join()";
    let first = page.text("document.querySelector('#actor option').textContent");
    assert_eq!(page.text(shown), first);
    page.press("ArrowDown");
    let second = page.text("document.querySelectorAll('#actor option')[1].textContent");
    assert_eq!(page.text(shown), second);
    // Open the sentences behind the first outlet's accusing share.
    page.tab_to(&format!("{FOCUSED}.closest('.bars') !== null"));
    page.press("ArrowDown");
    let label = page.text(&format!("{FOCUSED}.getAttribute('aria-label')"));
    let outlet = page.text("JSON.parse(document.querySelector('#data').textContent).groups[0]");
    assert!(label.starts_with(&outlet) && label.contains("accusing") && label.contains('%'), "{label}");
    page.press("Enter");
    page.until("document.querySelector('#sentences').open");
    let heading = page.text("document.querySelector('#sentences-h').textContent");
    assert!(heading.contains(&second) && heading.contains(&outlet) && heading.contains("accusing"), "{heading}");
    let n = page.value("document.querySelectorAll('#list > li').length").as_u64().expect("a number");
    assert!(
        n > 0 && page.text("document.querySelector('#shown').textContent").starts_with(&format!("Showing {n} of "))
    );
    assert!(page.value("[...document.querySelectorAll('#list > li')].every(li => li.querySelector('mark.actor') && li.querySelector('a[href^=http][rel*=noopener]') && li.textContent.includes('accusing'))") == true);
    assert!(page.value("document.querySelectorAll('#list mark.plus').length").as_u64() > Some(0), "weighty words");
    assert!(page.value(&format!("document.querySelector('#sentences').contains({FOCUSED})")) == true);
    page.press("Escape");
    page.until("!document.querySelector('#sentences').open");
    assert_eq!(page.text(&format!("{FOCUSED}.getAttribute('aria-label')")), label, "the focus comes back");
    // A cell of the heat map, by arrows and the space bar.
    page.tab_to(&format!("{FOCUSED}.closest('.map td') !== null"));
    for key in ["ArrowDown", "ArrowRight"] {
        page.press(key);
    }
    let cell = page.text(&format!("{FOCUSED}.textContent"));
    assert!(cell.parse::<u8>().is_ok(), "{cell}");
    page.press(" ");
    page.until("document.querySelector('#sentences').open");
    page.press("Escape");
    page.until(&format!("{FOCUSED}.closest('.map td') !== null"));
    assert_eq!(page.complaints(), [""; 0]);
}

#[test]
fn every_mark_of_a_chart_is_drawn() {
    let folder = Folder::new();
    let Some(mut page) = opened(&folder) else { return };
    let drawn = |what: &str| {
        format!(
            "[...document.querySelectorAll('{what}')].filter(m => m.closest('[hidden]') === null && m.getBoundingClientRect().height > 0 && m.parentElement.matches('svg, g')).length"
        )
    };
    let all = |what: &str| {
        format!("[...document.querySelectorAll('{what}')].filter(m => m.closest('[hidden]') === null).length")
    };
    for what in [".bars rect", ".trend circle", ".trend path", ".trend text", ".dots circle", ".dots text"] {
        let n = page.value(&all(what)).as_u64().expect("a number");
        let found = page.value(&drawn(what)).as_u64().expect("a number");
        assert!(n > 1 && found == n, "{what}: {found} of {n}");
    }
}

#[test]
fn the_table_is_sorted_and_filtered_by_keys() {
    let folder = Folder::new();
    let Some(mut page) = opened(&folder) else { return };
    page.tab_to(&format!("{FOCUSED}.id === 'filter'"));
    let rows = "[...document.querySelectorAll('#listing tbody tr')].filter(r => r.checkVisibility()).length";
    let all = page.value(rows).as_u64().expect("a number");
    for letter in ["n", "o", "r", "c"] {
        page.press(letter);
    }
    let some = page.value(rows).as_u64().expect("a number");
    assert!(some > 0 && some < all);
    assert_eq!(page.text("document.querySelector('#filtered').textContent"), format!("{some} of {all} rows"));
    assert_eq!(page.text("document.querySelector('#filtered').getAttribute('role')"), "status");
    // Sort by the accusing share, downward and upward.
    page.tab_to(&format!("{FOCUSED}.closest('#listing th')?.textContent === 'accusing %'"));
    let column = "[...document.querySelectorAll('#listing tbody tr')].map(r => parseInt(r.cells[4].textContent))";
    for (order, sign) in [("descending", "<="), ("ascending", ">=")] {
        page.press("Enter");
        assert_eq!(page.text(&format!("{FOCUSED}.closest('th').getAttribute('aria-sort')")), order);
        assert!(
            page.value(&format!("{column}.every((v, i, all) => i === 0 || v {sign} all[i - 1])")) == true,
            "{order}"
        );
    }
    // And by name.
    page.tab_to(&format!("!{FOCUSED}.closest('#listing')"));
    page.value("document.querySelector('#listing th:nth-child(2) button').focus()");
    page.press("Enter");
    assert!(page.value("[...document.querySelectorAll('#listing tbody tr')].map(r => r.cells[1].textContent).every((v, i, all) => i === 0 || all[i - 1].localeCompare(v, 'en') <= 0)") == true);
    assert_eq!(page.complaints(), [""; 0]);
}

#[test]
fn a_hostile_article_is_text_in_the_browser_too() {
    let folder = Folder::new();
    hostile_page(&folder);
    let Some(mut page) = Browser::open(&folder.path().join("hostile.html")) else { return };
    page.tab_to(&format!("{FOCUSED}.closest('.bars') !== null"));
    page.press("Enter");
    page.until("document.querySelector('#sentences').open");
    let said = page.text("document.querySelector('#list').textContent");
    assert!(said.contains("<script>alert(1)</script>") && said.contains("onerror="), "{said}");
    assert!(page.value("document.querySelectorAll('#list a').length").as_u64() > Some(0), "web addresses are links");
    assert!(
        page.value("[...document.querySelectorAll('a[href]')].every(a => /^(https:|#)/.test(a.getAttribute('href')))")
            == true
    );
    assert!(
        page.value("window.hacked === undefined && document.querySelectorAll('img, iframe, body script').length === 2")
            == true
    );
    let requests = page.requests().to_vec();
    assert!(requests.iter().all(|url| url.starts_with("file:") && url.ends_with("hostile.html")), "{requests:?}");
    assert_eq!(page.complaints(), [""; 0]);
}
