//! Draws the lines and says what each of them is.

use std::num::NonZeroU16;

use chrono::Datelike;
use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::{Page, PageSettings};
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::TextDirection;

use super::flow::{Flow, Frame, Kind, LEFT, Line, PAGE, Style};
use super::fonts::Fonts;
use super::{Letter, Unprintable};

const LANGUAGE: &str = "en-GB";

/// Letters as one document of this title.
pub(super) fn document(
    (letters, title): (&[Letter], &str),
    flow: &Flow<'_>,
    fonts: &Fonts,
) -> Result<Vec<u8>, Unprintable> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Unprintable::Invalid(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut parts: Vec<Vec<Identifier>> = flow.blocks.iter().map(|_| Vec::new()).collect();
    for page in 0..flow.pages() {
        draw_page(&mut document, flow, fonts, page, &mut parts);
    }
    document.set_outline(outline(flow));
    if let Some(letter) = letters.first() {
        document.set_metadata(metadata(letter, title));
    }
    document.set_tag_tree(tags(flow, parts));
    document.finish().map_err(|error| Unprintable::Invalid(format!("{error:?}")))
}

fn metadata(letter: &Letter, title: &str) -> Metadata {
    let date = letter.date;
    let written = DateTime::new(u16::try_from(date.year()).unwrap_or_default())
        .month(u8::try_from(date.month()).unwrap_or(1))
        .day(u8::try_from(date.day()).unwrap_or(1));
    Metadata::new()
        .title(title.to_owned())
        .language(LANGUAGE.to_owned())
        .authors(letter.from.first().cloned().into_iter().collect())
        .creation_date(written)
}

/// A node for the title of each letter.
fn outline(flow: &Flow<'_>) -> Outline {
    let mut outline = Outline::new();
    let mut last = None;
    for line in flow.lines.iter().filter(|line| flow.blocks[line.block] == Kind::Title) {
        if last.replace(line.block) != Some(line.block) {
            let top = line.baseline - Style::Title.measures().0;
            let target = XyzDestination::new(line.page, Point::from_xy(0.0, top));
            outline.push_child(OutlineNode::new(flow.text_of(line.block), target));
        }
    }
    outline
}

fn draw_page(document: &mut Document, flow: &Flow<'_>, fonts: &Fonts, number: usize, parts: &mut [Vec<Identifier>]) {
    let Some(settings) = PageSettings::from_wh(PAGE.0, PAGE.1) else { return };
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for frame in flow.frames.iter().filter(|it| it.page == number) {
        draw_frame(&mut surface, frame);
    }
    for line in flow.lines.iter().filter(|it| it.page == number) {
        let part = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        draw_line(&mut surface, line, fonts);
        surface.end_tagged();
        parts[line.block].push(part);
    }
    let (of_letter, pages) = flow.place_of(number);
    if pages > 1 {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber)));
        let text = format!("Page {of_letter} of {pages}");
        let foot = Line { page: number, x: LEFT, baseline: PAGE.1 - 40.0, text, style: Style::Body, block: 0 };
        draw_line(&mut surface, &foot, fonts);
        surface.end_tagged();
    }
    surface.finish();
    for line in flow.lines.iter().filter(|it| it.page == number) {
        if let Kind::Link(address) = &flow.blocks[line.block] {
            parts[line.block].extend(link(&mut page, line, address, fonts));
        }
    }
    page.finish();
}

fn draw_line(surface: &mut Surface<'_>, line: &Line, fonts: &Fonts) {
    let font = line.style.cut(fonts).font.clone();
    let start = Point::from_xy(line.x, line.baseline);
    surface.set_stroke(None);
    surface.set_fill(Some(Fill::default()));
    surface.draw_text(start, font, line.style.measures().0, &line.text, false, TextDirection::LeftToRight);
}

fn draw_frame(surface: &mut Surface<'_>, frame: &Frame) {
    let [left, top, right, bottom] = frame.sides;
    let Some(rectangle) = Rect::from_ltrb(left, top, right, bottom) else { return };
    let mut path = PathBuilder::new();
    path.push_rect(rectangle);
    let Some(path) = path.finish() else { return };
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke::default()));
    surface.draw_path(&path);
    surface.end_tagged();
}

fn link(page: &mut Page<'_>, line: &Line, address: &str, fonts: &Fonts) -> Option<Identifier> {
    let (size, height) = line.style.measures();
    let width = line.style.cut(fonts).width(&line.text, size);
    let top = line.baseline - size;
    let area = Rect::from_ltrb(line.x, top, line.x + width, top + height)?;
    let target = Target::Action(Action::Link(LinkAction::new(address.to_owned())));
    let annotation = Annotation::new_link(LinkAnnotation::new(area, target), Some(address.to_owned()));
    Some(page.add_tagged_annotation(annotation))
}

/// The tree that a reader aloud follows: one group a block, bullets and their items in lists.
fn tags(flow: &Flow<'_>, parts: Vec<Vec<Identifier>>) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    let mut items = TagGroup::new(Tag::L(ListNumbering::Disc));
    let mut label = None;
    for (number, (kind, parts)) in flow.blocks.iter().zip(parts).enumerate() {
        match kind {
            Kind::Bullet => label = Some(group(TagGroup::new(Tag::Lbl), parts)),
            Kind::Item => {
                let body = group(TagGroup::new(Tag::LBody), parts);
                let children = label.take().into_iter().chain([body]).map(Into::into).collect();
                items.push(TagGroup::with_children(Tag::LI, children));
            }
            _ => {
                end_list(&mut tree, &mut items);
                tree.push(block(kind, parts, || flow.text_of(number)));
            }
        }
    }
    end_list(&mut tree, &mut items);
    tree
}

fn end_list(tree: &mut TagTree, items: &mut TagGroup) {
    if !items.children.is_empty() {
        tree.push(std::mem::replace(items, TagGroup::new(Tag::L(ListNumbering::Disc))));
    }
}

fn block(kind: &Kind, parts: Vec<Identifier>, text: impl Fn() -> String) -> TagGroup {
    let heading = |level: u16| TagGroup::new(Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(text())));
    match kind {
        Kind::Title => group(heading(1), parts),
        Kind::Subtitle => group(heading(2), parts),
        Kind::Link(_) => {
            let link = group(TagGroup::new(Tag::Link), parts);
            TagGroup::with_children(Tag::P, vec![link.into()])
        }
        Kind::Paragraph | Kind::Bullet | Kind::Item => group(TagGroup::new(Tag::P), parts),
    }
}

fn group(mut group: TagGroup, parts: Vec<Identifier>) -> TagGroup {
    for part in parts {
        group.push(part);
    }
    group
}
